namespace Maas.Models;

/// <summary>One field of a request that is at fault.</summary>
/// <param name="Field">The request's top-level field, by its name in the proto file, such as <c>tags</c>.</param>
/// <param name="Description">What is wrong with it, for the caller; names the item and the limit.</param>
public sealed record FieldViolation(string Field, string Description);

namespace Maas.Models;

/// <summary>A condition that a request needs and that does not hold (google.rpc.PreconditionFailure).</summary>
/// <param name="Type">The kind of condition, upper case and stable.</param>
/// <param name="Subject">What it is about, such as <c>models/{id}</c>.</param>
/// <param name="Description">A sentence for the caller.</param>
public sealed record FailedPrecondition(string Type, string Subject, string Description);

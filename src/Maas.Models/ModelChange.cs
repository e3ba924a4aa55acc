namespace Maas.Models;

/// <summary>One entry of the change log.</summary>
/// <param name="Revision">Its number; higher ones were committed later.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Actor">Who made it: <see cref="Caller.Subject"/>.</param>
/// <param name="RequestId">In which request: <see cref="Caller.RequestId"/>.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Model">The model after it.</param>
public sealed record ModelChange(
    long Revision, DateTimeOffset Time, string Actor, string RequestId, ChangeKind Kind, RegisteredModel Model);

namespace Maas.Models;

/// <summary>One entry of the change log.</summary>
public sealed record ModelChange
{
    /// <summary>Its number, from 1: a change of a higher one was committed later.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was made, in whole microseconds, by the clock of the registry that made it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who made it: <see cref="Caller.Subject"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>In which request: <see cref="Caller.RequestId"/>.</summary>
    public required string RequestId { get; init; }

    /// <summary>The <see cref="IdempotencyKey.RequestId"/> of a create that had one; empty otherwise.</summary>
    public string IdempotencyId { get; init; } = "";

    /// <summary>What it did.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The model after it.</summary>
    public required RegisteredModel Model { get; init; }

    /// <summary>What the model was found by before it and no longer is; null where that is nothing.</summary>
    public PriorFields? Prior { get; init; }
}

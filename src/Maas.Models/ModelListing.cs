namespace Maas.Models;

/// <summary>What a store is asked to list: live models that match, newest first, among equals by id downwards.</summary>
public sealed record ModelListing
{
    /// <summary>What to keep.</summary>
    public required ModelFilter Filter { get; init; }

    /// <summary>Begin behind this place, at a cost that does not depend on how far it is; null begins at the newest.</summary>
    public ModelPosition? After { get; init; }

    /// <summary>Leave out this many first.</summary>
    public long Skip { get; init; }

    /// <summary>Return this many at most; positive.</summary>
    public required int Take { get; init; }

    /// <summary>Whether to count all matches, from the first, in the same view of the data.</summary>
    public bool Count { get; init; }
}

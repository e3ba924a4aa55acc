using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>What a listing keeps, checked and in the form that stores compare with; null and empty filter nothing.</summary>
public sealed record ModelFilter
{
    /// <summary>Kept: models whose folded name (<see cref="CaseFolding.Fold"/>) contains this, character by character.</summary>
    public string FoldedName { get; init; } = "";

    /// <summary>Kept: models of exactly this framework.</summary>
    public string Framework { get; init; } = "";

    /// <summary>Kept: models of this status.</summary>
    public ModelStatus? Status { get; init; }

    /// <summary>Kept: models of exactly this owner.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>Kept: models of exactly this tenant.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>Kept: models with any of these tags. Ordinal order, no duplicates.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Kept: public models only.</summary>
    public bool PublicOnly { get; init; }
}

using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>A request to register a model, as it came; the catalog checks it. Empty text means that nothing was given.</summary>
public sealed record NewModel
{
    /// <summary>1–255 characters that neither begin nor end with white space.</summary>
    public string Name { get; init; } = "";

    /// <summary>Up to 10,000 characters; may hold tabs and line breaks.</summary>
    public string Description { get; init; } = "";

    /// <summary>1–50 characters, unique with the name among the tenant's live models.</summary>
    public string Version { get; init; } = "";

    /// <summary>One of <see cref="ModelLimits.Frameworks"/>.</summary>
    public string Framework { get; init; } = "";

    /// <summary>Up to 100 of 1–64 characters; duplicates are merged, of up to 1,000 in all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Up to 200 entries: keys of 1–128 characters, values of up to 4,096.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Up to 128 characters; empty means <c>default</c>.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>Up to 128 characters; empty means the caller's tenant or, for a trusted caller, <c>default</c>.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>Whether other tenants may read the model.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Up to 512 characters.</summary>
    public string DockerImage { get; init; } = "";

    /// <summary>Up to 2,048 characters; never opened as a path.</summary>
    public string StoragePath { get; init; } = "";

    /// <summary>The artifact's size in bytes, not negative.</summary>
    public long Size { get; init; }

    /// <summary>Up to 256 characters.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>Up to 128 characters: the same id and request within 24 hours returns the first result. Empty means none.</summary>
    public string RequestId { get; init; } = "";
}

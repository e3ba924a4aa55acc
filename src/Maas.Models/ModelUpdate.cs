using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>
/// A request to change fields, as it came; the catalog checks it. Without a mask each non-empty field is applied, and
/// <see cref="IsPublic"/> can only be turned on; with one, exactly the fields that it names, empty or not.
/// </summary>
public sealed record ModelUpdate
{
    /// <summary>The new name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The new description.</summary>
    public string Description { get; init; } = "";

    /// <summary>The exact new set of tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The exact new map.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether other tenants may read the model.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The new image.</summary>
    public string DockerImage { get; init; } = "";

    /// <summary>The new path.</summary>
    public string StoragePath { get; init; } = "";

    /// <summary>The new size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>The new checksum.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>
    /// Which of name, description, tags, metadata, is_public, docker_image, storage_path, size, checksum to apply; empty
    /// means no mask. Anything else in it, <c>*</c> and paths into a field included, is an error, and so are more than 90 paths.
    /// </summary>
    public IReadOnlyList<string> Mask { get; init; } = [];

    /// <summary>The etag that the model must still have; empty means any.</summary>
    public string Etag { get; init; } = "";
}

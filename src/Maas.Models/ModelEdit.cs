using System.Collections.Immutable;

namespace Maas.Models;

// A checked update: what is null stays as it is.
internal sealed record ModelEdit
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public ImmutableArray<string>? Tags { get; init; }

    public ImmutableSortedDictionary<string, string>? Metadata { get; init; }

    public bool? IsPublic { get; init; }

    public string? DockerImage { get; init; }

    public string? StoragePath { get; init; }

    public long? Size { get; init; }

    public string? Checksum { get; init; }
}

using System.Collections.Immutable;

namespace Maas.Models;

// The lasting form of a model: its names are in databases for good. Only ever add, with a default for what is absent.
internal sealed record StoredModel
{
    public required Guid Id { get; init; }

    public required string TenantId { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Framework { get; init; }

    public required string Status { get; init; }

    public string? Description { get; init; }

    public long Size { get; init; }

    public string? Checksum { get; init; }

    public string? StoragePath { get; init; }

    public string? DockerImage { get; init; }

    public string[]? Tags { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }

    public bool IsPublic { get; init; }

    public required string Etag { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public static StoredModel From(RegisteredModel model) => new()
    {
        Id = model.Id.Value,
        TenantId = model.TenantId,
        OwnerId = model.OwnerId,
        Name = model.Name,
        Version = model.Version,
        Framework = model.Framework,
        Status = model.Status.WireName,
        Description = OrNull(model.Description),
        Size = model.Size,
        Checksum = OrNull(model.Checksum),
        StoragePath = OrNull(model.StoragePath),
        DockerImage = OrNull(model.DockerImage),
        Tags = model.Tags.IsEmpty ? null : [.. model.Tags],
        Metadata = model.Metadata.IsEmpty ? null : new(model.Metadata),
        IsPublic = model.IsPublic,
        Etag = model.Etag,
        CreatedAt = model.CreatedAt,
        UpdatedAt = model.UpdatedAt,
        DeletedAt = model.DeletedAt,
    };

    public RegisteredModel ToModel() => new()
    {
        Id = new ModelId(Id),
        TenantId = TenantId,
        OwnerId = OwnerId,
        Name = Name,
        Version = Version,
        Framework = Framework,
        Status = ModelStatusNames.Parse(Status),
        Description = Description ?? "",
        Size = Size,
        Checksum = Checksum ?? "",
        StoragePath = StoragePath ?? "",
        DockerImage = DockerImage ?? "",
        Tags = [.. Tags ?? []],
        Metadata = Metadata is null ? RegisteredModel.NoMetadata : Metadata.ToImmutableSortedDictionary(StringComparer.Ordinal),
        IsPublic = IsPublic,
        Etag = Etag,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        DeletedAt = DeletedAt,
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}

namespace Maas.ApiGateway.Models;

/// <summary>A model as REST shows it.</summary>
internal sealed record ModelView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string? Description { get; init; }

    public required string Version { get; init; }

    public required string Framework { get; init; }

    public required string Status { get; init; }

    public required long Size { get; init; }

    public required string? Checksum { get; init; }

    public required string? StoragePath { get; init; }

    public required string? DockerImage { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required string? OwnerId { get; init; }

    public required string? TenantId { get; init; }

    public required bool IsPublic { get; init; }

    public required string? Etag { get; init; }

    public required string? CreatedAt { get; init; }

    public required string? UpdatedAt { get; init; }
}

using System.Collections.Immutable;

namespace Maas.Models;

// A checked request to register a model.
internal sealed record ModelDraft
{
    public required string TenantId { get; init; }

    public required string OwnerId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Version { get; init; }

    public required string Framework { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    public required bool IsPublic { get; init; }

    public required string DockerImage { get; init; }

    public required string StoragePath { get; init; }

    public required long Size { get; init; }

    public required string Checksum { get; init; }

    public static ModelDraft From(NewModel request, string tenant, ModelLimits limits)
    {
        var violations = new Violations();
        var rules = new FieldRules(limits, violations);
        var owner = rules.Identity("owner_id", request.OwnerId);
        rules.RequestId(request.RequestId);
        var draft = new ModelDraft
        {
            Name = rules.Name(request.Name),
            Description = rules.Description(request.Description),
            Version = rules.Version(request.Version),
            Framework = rules.Framework(request.Framework),
            Tags = rules.Tags(request.Tags),
            Metadata = rules.Metadata(request.Metadata),
            OwnerId = owner.Length == 0 ? Caller.DefaultTenant : owner,
            TenantId = rules.Identity("tenant_id", tenant),
            IsPublic = request.IsPublic,
            DockerImage = rules.DockerImage(request.DockerImage),
            StoragePath = rules.StoragePath(request.StoragePath),
            Size = rules.Size(request.Size),
            Checksum = rules.Checksum(request.Checksum),
        };
        violations.ThrowIfAny();
        return draft;
    }

    // The order of tags doesn't matter to what a create means, but it shows in the model: it counts.
    public ImmutableArray<byte> Fingerprint()
    {
        var bytes = new CanonicalBytes()
            .Add(TenantId).Add(OwnerId).Add(Name).Add(Description).Add(Version).Add(Framework)
            .Add(Tags)
            .Add(IsPublic).Add(DockerImage).Add(StoragePath).Add(Size).Add(Checksum)
            .Add(Metadata.Count);
        foreach (var (key, value) in Metadata)
        {
            bytes.Add(key).Add(value);
        }

        return bytes.Sha256();
    }
}

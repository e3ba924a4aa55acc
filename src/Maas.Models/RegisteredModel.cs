using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>
/// One version of a model, as it is after some change. A method that changes something gives a new instance with a new
/// <see cref="Etag"/> and <see cref="UpdatedAt"/>; one that would change nothing gives the same instance.
/// </summary>
public sealed record RegisteredModel
{
    /// <summary>Which model it is.</summary>
    public required ModelId Id { get; init; }

    /// <summary>The tenant it belongs to.</summary>
    public required string TenantId { get; init; }

    /// <summary>Its owner.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, unique with the name among the tenant's live models.</summary>
    public required string Version { get; init; }

    /// <summary>Its framework.</summary>
    public required string Framework { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ModelStatus Status { get; init; }

    /// <summary>What it is, in words; empty when nothing is said.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its artifact's size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Its artifact's checksum as given; empty when none is.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>Where its artifact lies, as given; empty when nothing is said. Never opened as a path.</summary>
    public string StoragePath { get; init; } = "";

    /// <summary>The image that serves it; empty when none is named.</summary>
    public string DockerImage { get; init; } = "";

    /// <summary>Its tags in the order in which they were given, without duplicates.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Its metadata, in ordinal order of the keys.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>Whether other tenants may read it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Names this state of the model: opaque, and another one after every change.</summary>
    public required string Etag { get; init; }

    /// <summary>When it was registered, in whole microseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed, in whole microseconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted, in whole microseconds; null while it lives.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Empty metadata.</summary>
    public static ImmutableSortedDictionary<string, string> NoMetadata { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    internal static RegisteredModel Register(ModelDraft draft, ModelId id, DateTimeOffset now) => new()
    {
        Id = id,
        TenantId = draft.TenantId,
        OwnerId = draft.OwnerId,
        Name = draft.Name,
        Description = draft.Description,
        Version = draft.Version,
        Framework = draft.Framework,
        Status = ModelStatus.Pending,
        Size = draft.Size,
        Checksum = draft.Checksum,
        StoragePath = draft.StoragePath,
        DockerImage = draft.DockerImage,
        Tags = draft.Tags,
        Metadata = draft.Metadata,
        IsPublic = draft.IsPublic,
        Etag = NewEtag(now),
        CreatedAt = Microseconds.Truncate(now),
        UpdatedAt = Microseconds.Truncate(now),
    };

    /// <summary>Stops a change that was meant for another state of the model.</summary>
    /// <param name="etag">What the caller believes to be current; empty means whatever is.</param>
    /// <exception cref="RegistryException">The model has another etag (<see cref="RegistryErrorCode.StaleEtag"/>).</exception>
    public void RequireEtag(string etag)
    {
        if (etag.Length > 0 && etag != Etag)
        {
            throw RegistryException.StaleEtag(Id);
        }
    }

    /// <summary>Moves the model to a status; any may follow any.</summary>
    /// <param name="next">The status.</param>
    /// <param name="now">The time of the change.</param>
    public RegisteredModel WithStatus(ModelStatus next, DateTimeOffset now) =>
        next == Status ? this : Changed(this with { Status = next }, now);

    /// <summary>Adds the tags that the model does not have.</summary>
    /// <param name="tags">Tags.</param>
    /// <param name="most">How many it may have in all.</param>
    /// <param name="now">The time of the change.</param>
    /// <exception cref="RegistryException">It would have more (<see cref="RegistryErrorCode.Invalid"/>).</exception>
    public RegisteredModel WithTags(IEnumerable<string> tags, int most, DateTimeOffset now)
    {
        ImmutableArray<string> all = [.. Tags.Union(tags, StringComparer.Ordinal)];
        if (all.Length == Tags.Length)
        {
            return this;
        }

        return all.Length <= most
            ? Changed(this with { Tags = all }, now)
            : throw RegistryException.InvalidField(
                RegistryReason.InvalidFields, "tags", $"the model would have {all.Length} tags; at most {most} are allowed");
    }

    /// <summary>Removes the tags that the model has, and passes over others.</summary>
    /// <param name="tags">Tags.</param>
    /// <param name="now">The time of the change.</param>
    public RegisteredModel WithoutTags(IEnumerable<string> tags, DateTimeOffset now)
    {
        ImmutableArray<string> rest = [.. Tags.Except(tags, StringComparer.Ordinal)];
        return rest.Length == Tags.Length ? this : Changed(this with { Tags = rest }, now);
    }

    /// <summary>Replaces the whole metadata map.</summary>
    /// <param name="metadata">The new map.</param>
    /// <param name="now">The time of the change.</param>
    public RegisteredModel WithMetadata(ImmutableSortedDictionary<string, string> metadata, DateTimeOffset now) =>
        HasMetadata(metadata) ? this : Changed(this with { Metadata = metadata }, now);

    /// <summary>Hides the model and frees its name and version.</summary>
    /// <param name="now">The time of the change.</param>
    public RegisteredModel Deleted(DateTimeOffset now) =>
        Changed(this with { DeletedAt = Microseconds.Truncate(now) }, now);

    internal RegisteredModel With(ModelEdit edit, DateTimeOffset now)
    {
        var edited = this with
        {
            Name = edit.Name ?? Name,
            Description = edit.Description ?? Description,
            Tags = edit.Tags is { } tags && !HasTags(tags) ? tags : Tags,
            Metadata = edit.Metadata is { } metadata && !HasMetadata(metadata) ? metadata : Metadata,
            IsPublic = edit.IsPublic ?? IsPublic,
            DockerImage = edit.DockerImage ?? DockerImage,
            StoragePath = edit.StoragePath ?? StoragePath,
            Size = edit.Size ?? Size,
            Checksum = edit.Checksum ?? Checksum,
        };

        // Tags and metadata compare by reference here, and were kept above where they hold the same.
        return edited == this ? this : Changed(edited, now);
    }

    private bool HasTags(ImmutableArray<string> tags) =>
        tags.Length == Tags.Length && tags.ToHashSet(StringComparer.Ordinal).SetEquals(Tags);

    private bool HasMetadata(ImmutableSortedDictionary<string, string> metadata) =>
        metadata.Count == Metadata.Count && metadata.SequenceEqual(Metadata);

    // Clocks go back, and those of replicas differ: a later state must not look older than the one before it.
    private static RegisteredModel Changed(RegisteredModel model, DateTimeOffset now) =>
        model with { Etag = NewEtag(now), UpdatedAt = Microseconds.Truncate(now > model.UpdatedAt ? now : model.UpdatedAt) };

    // Not a counter: a restored backup would hand out the same etag for another state, and readers would learn the number
    // of changes.
    private static string NewEtag(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
}

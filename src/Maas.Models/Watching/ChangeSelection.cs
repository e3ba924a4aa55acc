using System.Collections.Immutable;

namespace Maas.Models.Watching;

// Which changes a reader is sent. A field is looked at as it is after a change and, where the change took it away, as it was:
// whoever selects by it has to learn that a model has it no longer. Equal selections give equal batches.
internal sealed record ChangeSelection
{
    public string TenantId { get; init; } = "";

    // For a reader of another tenant.
    public bool PublicOnly { get; init; }

    public string Name { get; init; } = "";

    // Ordinal order, no duplicates.
    public ImmutableArray<string> Tags { get; init; } = [];

    // In the order of the enum, no duplicates.
    public ImmutableArray<ChangeKind> Kinds { get; init; } = [];

    public bool Keeps(ModelChange change) =>
        (Kinds.IsEmpty || Kinds.Contains(change.Kind))
        && (TenantId.Length == 0 || change.Model.TenantId == TenantId)
        && (Name.Length == 0 || change.Model.Name == Name || change.Prior?.Name == Name)
        && (Tags.IsEmpty || HasAny(change.Model.Tags) || (change.Prior?.Tags is { } prior && HasAny(prior)))
        && (!PublicOnly || change.Model.IsPublic || change.Prior?.IsPublic == true);

    // What the reader may see of a change that is kept: of a model that was made private, that it was, and nothing new.
    public ModelChange Show(ModelChange change) => !PublicOnly || change.Model.IsPublic ? change : change with
    {
        Model = change.Model with
        {
            Name = change.Prior?.Name ?? change.Model.Name,
            Tags = change.Prior?.Tags ?? change.Model.Tags,
            Description = "",
            Metadata = RegisteredModel.NoMetadata,
            Size = 0,
            Checksum = "",
            StoragePath = "",
            DockerImage = "",
        },
        Actor = "",
        RequestId = "",
    };

    public bool Equals(ChangeSelection? other) =>
        other is not null
        && (TenantId, PublicOnly, Name) == (other.TenantId, other.PublicOnly, other.Name)
        && Tags.SequenceEqual(other.Tags)
        && Kinds.SequenceEqual(other.Kinds);

    public override int GetHashCode() => HashCode.Combine(TenantId, PublicOnly, Name, Tags.Length, Kinds.Length, Tags.FirstOrDefault());

    private bool HasAny(ImmutableArray<string> tags)
    {
        foreach (var tag in tags)
        {
            if (Tags.BinarySearch(tag, StringComparer.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

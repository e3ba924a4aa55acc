namespace Maas.Models;

/// <summary>The names that kinds of change have on the wire and in storage.</summary>
public static class ChangeKindNames
{
    private static readonly ChangeKind[] Kinds = Enum.GetValues<ChangeKind>();

    /// <summary>Reads a kind from its wire name.</summary>
    /// <param name="name">The name; the case counts.</param>
    /// <returns>The kind of that name.</returns>
    /// <exception cref="ArgumentException">There is no kind of that name.</exception>
    public static ChangeKind Parse(string name)
    {
        foreach (var kind in Kinds)
        {
            if (kind.WireName == name)
            {
                return kind;
            }
        }

        throw new ArgumentException($"There is no kind of change named '{name}'.", nameof(name));
    }

    extension(ChangeKind kind)
    {
        /// <summary>The kind's name on the wire, such as <c>status_changed</c>.</summary>
        public string WireName => kind switch
        {
            ChangeKind.Created => "created",
            ChangeKind.Updated => "updated",
            ChangeKind.StatusChanged => "status_changed",
            ChangeKind.TagsChanged => "tags_changed",
            ChangeKind.MetadataChanged => "metadata_changed",
            ChangeKind.Deleted => "deleted",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of change."),
        };
    }
}

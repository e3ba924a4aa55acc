using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>The names that kinds of change have on the wire and in storage.</summary>
public static class ChangeKindNames
{
    /// <summary>Every name: <c>created</c>, <c>updated</c>, <c>status_changed</c> and so on.</summary>
    public static ImmutableArray<string> All { get; } = [.. Enum.GetValues<ChangeKind>().Select(kind => kind.WireName)];

    /// <summary>Reads a kind from its wire name; the case counts.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">The kind, or <see cref="ChangeKind.Created"/> when there is none of that name.</param>
    /// <returns>Whether there is a kind of that name.</returns>
    public static bool TryParse(string? name, out ChangeKind kind)
    {
        var index = name is null ? -1 : All.IndexOf(name);
        kind = (ChangeKind)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads a kind from its wire name.</summary>
    /// <param name="name">The name; the case counts.</param>
    /// <returns>The kind of that name.</returns>
    /// <exception cref="ArgumentException">There is no kind of that name.</exception>
    public static ChangeKind Parse(string name) => TryParse(name, out var kind)
        ? kind
        : throw new ArgumentException($"There is no kind of change named '{name}'.", nameof(name));

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

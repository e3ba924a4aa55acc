using System.Collections.Immutable;
using System.Text;

namespace Maas.Models;

// What each field may hold; one method a field, which adds what is wrong and gives the value in the form that models keep.
internal sealed class FieldRules(ModelLimits limits, Violations violations)
{
    // Duplicates are merged, so a list may be longer than what it stands for: up to this many times. A longer one is refused
    // by its length alone, since an item takes two bytes on the wire and looking at it costs a hundred times that.
    public const int MostRepeats = 10;

    private const int MostBytesOfNames = 500;

    public string Name(string name)
    {
        Text("name", name, 1, limits.NameLength);
        if (name.Length > 0 && (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1])))
        {
            violations.Add("name", "must not begin or end with white space");
        }

        return name;
    }

    public string Version(string version) => Text("version", version, 1, limits.VersionLength);

    public string Description(string description) => Text("description", description, 0, limits.DescriptionLength, multiline: true);

    public string DockerImage(string image) => Text("docker_image", image, 0, limits.DockerImageLength);

    public string StoragePath(string path) => Text("storage_path", path, 0, limits.StoragePathLength);

    public string Checksum(string checksum) => Text("checksum", checksum, 0, limits.ChecksumLength);

    public string RequestId(string id) => Text("request_id", id, 0, limits.RequestIdLength);

    public string Identity(string field, string identity) => Text(field, identity, 0, limits.IdentityLength);

    public string NameFilter(string part) => Text("name", part, 0, limits.NameLength);

    public string FrameworkFilter(string framework) => Text("framework", framework, 0, limits.IdentityLength);

    public string Framework(string framework)
    {
        if (!limits.Frameworks.Contains(framework))
        {
            violations.Add("framework", Unknown(framework, limits.Frameworks));
        }

        return framework;
    }

    public ModelStatus Status(string name)
    {
        if (!ModelStatusNames.TryParse(name, out var status))
        {
            violations.Add("status", Unknown(name, ModelStatusNames.All));
        }

        return status;
    }

    public ImmutableArray<ChangeKind> ChangeKinds(IReadOnlyList<string> names)
    {
        var most = MostRepeats * ChangeKindNames.All.Length;
        if (names.Count > most)
        {
            violations.Add("kinds", $"has {names.Count} items; at most {most} are allowed");
            return [];
        }

        var kinds = new SortedSet<ChangeKind>();
        foreach (var name in names)
        {
            if (ChangeKindNames.TryParse(name, out var kind))
            {
                kinds.Add(kind);
            }
            else
            {
                violations.Add("kinds", name, static name => Unknown(name, ChangeKindNames.All));
            }
        }

        return [.. kinds];
    }

    public long Size(long size)
    {
        if (size < 0)
        {
            violations.Add("size", $"is {size}; it must not be negative");
        }

        return size;
    }

    public ImmutableArray<string> Tags(IReadOnlyList<string> tags)
    {
        var most = (long)MostRepeats * limits.TagCount;
        if (tags.Count > most)
        {
            violations.Add("tags", $"has {tags.Count} items; at most {limits.TagCount} tags are allowed, and {most} with repeated ones");
            return [];
        }

        for (var i = 0; i < tags.Count; i++)
        {
            if (TextRule.Fault(tags[i], 1, limits.TagLength) is { } fault)
            {
                violations.Add("tags", (Number: i + 1, Fault: fault), static tag => $"tag {tag.Number} {tag.Fault}");
            }
        }

        ImmutableArray<string> distinct = [.. tags.Distinct(StringComparer.Ordinal)];
        if (distinct.Length > limits.TagCount)
        {
            violations.Add("tags", $"has {distinct.Length} tags; at most {limits.TagCount} are allowed");
        }

        return distinct;
    }

    public ImmutableSortedDictionary<string, string> Metadata(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count > limits.MetadataCount)
        {
            violations.Add("metadata", $"has {metadata.Count} entries; at most {limits.MetadataCount} are allowed");
            return RegisteredModel.NoMetadata;
        }

        foreach (var (key, value) in metadata)
        {
            MetadataEntry(key, value);
        }

        return metadata.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private void MetadataEntry(string key, string value)
    {
        if (TextRule.Fault(key, 1, limits.MetadataKeyLength) is { } keyFault)
        {
            violations.Add("metadata", (Key: key, Fault: keyFault), static entry => $"key {Echo.Quote(entry.Key)} {entry.Fault}");
        }

        if (TextRule.Fault(value, 0, limits.MetadataValueLength, multiline: true) is { } valueFault)
        {
            violations.Add(
                "metadata", (Key: key, Fault: valueFault), static entry => $"the value of {Echo.Quote(entry.Key)} {entry.Fault}");
        }
    }

    private string Text(string field, string text, int shortest, int longest, bool multiline = false)
    {
        if (TextRule.Fault(text, shortest, longest, multiline) is { } fault)
        {
            violations.Add(field, fault);
        }

        return text;
    }

    private static string Unknown(string value, ImmutableArray<string> known) => value.Length == 0
        ? $"must not be empty; it is one of {Shown(known)}"
        : $"{Echo.Quote(value)} is unknown; it is one of {Shown(known)}";

    // As many as fit: trailers carry it twice, once with each byte that is not ASCII written as three.
    private static string Shown(ImmutableArray<string> names)
    {
        var bytes = 0;
        string[] shown = [.. names.TakeWhile(name => (bytes += Encoding.UTF8.GetByteCount(name)) <= MostBytesOfNames)];
        return shown.Length == names.Length
            ? string.Join(", ", names)
            : $"{string.Join(", ", shown)}, and {names.Length - shown.Length} more";
    }
}

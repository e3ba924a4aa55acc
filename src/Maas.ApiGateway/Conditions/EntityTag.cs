namespace Maas.ApiGateway.Conditions;

/// <summary>Entity tags as RFC 9110 section 8.8.3 writes them.</summary>
internal static class EntityTag
{
    private const string WeakPrefix = "W/";

    public static string Strong(string etag) => $"\"{etag}\"";

    public static bool TryParseStrong(string text, out string etag)
    {
        etag = text is ['"', .. var inner, '"'] && inner.Length > 0 && inner.All(IsEtagCharacter) ? inner : "";
        return etag.Length > 0;
    }

    /// <summary>A text that equals no etag, since none holds a quotation mark.</summary>
    public static string Unmatchable(string text) => text.Contains('"', StringComparison.Ordinal) ? text : $"\"{text}\"\"";

    /// <summary>Whether a comma stands outside of quotation marks.</summary>
    public static bool IsList(string text) => Split(text).Count > 1;

    /// <summary>Whether a list such as If-None-Match's holds an etag, by weak comparison.</summary>
    public static bool WeaklyContains(string list, string etag) =>
        Split(list).Select(WithoutWeakness).Any(entry => TryParseStrong(entry, out var listed) && listed == etag);

    private static string WithoutWeakness(string entry) =>
        entry.StartsWith(WeakPrefix, StringComparison.Ordinal) ? entry[WeakPrefix.Length..] : entry;

    // A comma may be part of an etag, so splitting at each would be wrong.
    private static List<string> Split(string list)
    {
        var entries = new List<string>();
        var start = 0;
        var quoted = false;
        for (var index = 0; index < list.Length; index++)
        {
            quoted ^= list[index] == '"';
            if (list[index] == ',' && !quoted)
            {
                entries.Add(list[start..index].Trim());
                start = index + 1;
            }
        }

        entries.Add(list[start..].Trim());
        return entries;
    }

    // etagc: %x21 / %x23-7E / obs-text
    private static bool IsEtagCharacter(char character) => character is '!' or (>= '#' and <= '~') or >= '\u0080';
}

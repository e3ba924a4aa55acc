using System.Globalization;

namespace Maas.ApiGateway.Consistency;

/// <summary>A revision of the change log as text: digits and nothing else.</summary>
internal static class RevisionText
{
    public const string Fault = "must be a whole number of at most 63 bits";

    public static bool TryParse(string text, out long revision)
    {
        // TryParse passes over NULs at the end.
        revision = 0;
        return !text.Contains('\0') && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out revision);
    }
}

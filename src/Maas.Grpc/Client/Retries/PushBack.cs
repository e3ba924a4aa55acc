using System.Globalization;

namespace Maas.Grpc.Client.Retries;

/// <summary>What a server says about when to come again: the text of <c>grpc-retry-pushback-ms</c> (gRFC A6, Pushback).</summary>
internal static class PushBack
{
    /// <summary>Stands for what says not to come again.</summary>
    public const int Never = -1;

    /// <summary>The wait in milliseconds; below zero for never, which malformed text says too, and null for no text.</summary>
    public static int? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        // The numbers that could be written otherwise are malformed: 007, +7, -0.
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text
                ? number
                : Never;
    }
}

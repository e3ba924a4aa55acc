namespace Maas.Models;

/// <summary>Names one model for good: a UUID of version 7, which the registry makes.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct ModelId(Guid Value)
{
    private const int TextLength = 36;

    /// <summary>Makes a new id whose first 48 bits are the clock's time in milliseconds.</summary>
    /// <param name="clock">Gives the time.</param>
    /// <returns>An id that no other model has.</returns>
    public static ModelId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>Reads an id of the form <c>0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11</c>, in either case; nothing else is taken.</summary>
    /// <param name="text">The text, of any length and content.</param>
    /// <param name="id">The id, or the default when the text is none.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(string? text, out ModelId id)
    {
        id = default;
        if (text is null || !IsHyphenatedHex(text))
        {
            return false;
        }

        id = new ModelId(Guid.ParseExact(text, "D"));
        return true;
    }

    /// <summary>The id as 36 characters in lower case.</summary>
    public override string ToString() => Value.ToString("D");

    // Guid.TryParseExact also takes surrounding white space, signs and 0x prefixes.
    private static bool IsHyphenatedHex(string text)
    {
        if (text.Length != TextLength)
        {
            return false;
        }

        for (var i = 0; i < TextLength; i++)
        {
            var fits = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigit(text[i]);
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}

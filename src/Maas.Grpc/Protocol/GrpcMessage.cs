using System.Buffers;
using System.Text;

namespace Maas.Grpc.Protocol;

/// <summary>The text of <c>grpc-message</c>: UTF-8, percent-encoded (PROTOCOL-HTTP2.md, Percent-Encoded).</summary>
internal static class GrpcMessage
{
    /// <summary>
    /// How much of a text is sent, in bytes of UTF-8. Peers limit all trailers together to 8 KiB and answer
    /// RESOURCE_EXHAUSTED above it, which would hide the status that the text explains.
    /// </summary>
    public const int MaxBytes = 1024;

    // In bytes of UTF-8 for one char of UTF-16.
    private const int LongestCharacter = 3;

    private const string Hex = "0123456789ABCDEF";

    private static readonly SearchValues<char> Unencoded =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (char)code).Where(character => character != '%')]);

    /// <summary>As much of a text as is sent, for a log: what a peer put into it may be as long as a message.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= MaxBytes / LongestCharacter)
        {
            return text;
        }

        Span<byte> utf8 = stackalloc byte[MaxBytes];
        System.Text.Unicode.Utf8.FromUtf16(text, utf8, out var read, out _, replaceInvalidSequences: true);
        return text[..read];
    }

    /// <summary>Writes a text, cut at a whole character to <see cref="MaxBytes"/>.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Unencoded))
        {
            return text.Length <= MaxBytes ? text : text[..MaxBytes];
        }

        Span<byte> utf8 = stackalloc byte[MaxBytes];
        // Stops before the first character that does not fit; a lone surrogate becomes U+FFFD.
        System.Text.Unicode.Utf8.FromUtf16(text, utf8, out _, out var written, replaceInvalidSequences: true);
        return Encode(utf8[..written]);
    }

    /// <summary>Reads a text; a broken escape stays as it is, and invalid UTF-8 becomes U+FFFD. Never fails.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%', StringComparison.Ordinal))
        {
            return encoded;
        }

        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(encoded.Length)];
        var written = 0;
        for (var index = 0; index < encoded.Length; index++)
        {
            if (TryReadEscape(encoded.AsSpan(index), out var value))
            {
                utf8[written++] = value;
                index += 2;
            }
            else
            {
                written += Encoding.UTF8.GetBytes(encoded.AsSpan(index, 1), utf8.AsSpan(written));
            }
        }

        return Encoding.UTF8.GetString(utf8, 0, written);
    }

    private static string Encode(ReadOnlySpan<byte> utf8)
    {
        var encoded = new StringBuilder(utf8.Length * 3);
        foreach (var value in utf8)
        {
            if (Unencoded.Contains((char)value))
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(Hex[value >> 4]).Append(Hex[value & 0xF]);
            }
        }

        return encoded.ToString();
    }

    private static bool TryReadEscape(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        if (text.Length < 3 || text[0] != '%' || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            return false;
        }

        value = (byte)((Digit(text[1]) << 4) | Digit(text[2]));
        return true;
    }

    private static int Digit(char hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}

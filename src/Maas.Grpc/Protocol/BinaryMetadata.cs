using System.Buffers.Text;

namespace Maas.Grpc.Protocol;

/// <summary>
/// The values of <c>-bin</c> metadata: base64 of RFC 4648 section 4, sent without padding and read with or without
/// (PROTOCOL-HTTP2.md, Custom-Metadata).
/// </summary>
internal static class BinaryMetadata
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>Reads one value; false when it is no base64.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, out byte[] value)
    {
        value = [];
        var digits = encoded.Trim(' ').TrimEnd('=');

        // Base64.IsValid skips white space, which a header value has no reason to have inside.
        if (digits.Length % 4 == 1 || digits.ContainsAny(" \t\r\n="))
        {
            return false;
        }

        var padded = string.Concat(digits, "===".AsSpan(0, (4 - (digits.Length % 4)) % 4));
        if (!Base64.IsValid(padded))
        {
            return false;
        }

        value = Convert.FromBase64String(padded);
        return true;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Maas.ApiGateway.Queries;

/// <summary>Text in a query: percent-encoded UTF-8, with <c>+</c> for a blank.</summary>
internal static class QueryText
{
    private const int HexDigits = 2;

    /// <summary>Decodes strictly: .NET's own decoding leaves what is malformed as it is, and would look for that.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, out string text)
    {
        text = "";
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var index = 0; index < encoded.Length; index++)
        {
            if (encoded[index] != '%')
            {
                bytes[length++] = encoded[index] == '+' ? (byte)' ' : (byte)encoded[index];
                continue;
            }

            var digits = encoded[(index + 1)..];
            if (digits.Length < HexDigits
                || !byte.TryParse(digits[..HexDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length++]))
            {
                return false;
            }

            index += HexDigits;
        }

        var utf8 = bytes.AsSpan(0, length);
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(utf8);
        return true;
    }
}

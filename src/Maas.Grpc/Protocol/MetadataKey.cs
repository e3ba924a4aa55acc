using System.Buffers;
using Grpc.Core;

namespace Maas.Grpc.Protocol;

/// <summary>The rules for the keys of metadata (PROTOCOL-HTTP2.md, Header-Name and Custom-Metadata).</summary>
internal static class MetadataKey
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

    public static bool IsBinary(string key) => key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

    public static bool IsValid(ReadOnlySpan<char> lowerCaseKey) => lowerCaseKey.Length > 0 && !lowerCaseKey.ContainsAnyExcept(Allowed);

    public static string Normalize(string key)
    {
        ArgumentNullException.ThrowIfNull(key);

        var normalized = IsValid(key) ? key : ToLowerAscii(key);
        return IsValid(normalized)
            ? normalized
            : throw new ArgumentException($"'{key}' is no metadata key: those have letters, digits, '_', '-' and '.' only.", nameof(key));
    }

    /// <summary>Whether a header belongs to HTTP or to gRPC itself, and so is no metadata of the application's.</summary>
    public static bool IsReserved(string lowerCaseKey) => lowerCaseKey switch
    {
        ReservedHeaders.Timeout or ReservedHeaders.Encoding or ReservedHeaders.AcceptEncoding or ReservedHeaders.EncodingRequest => true,
        ReservedHeaders.Status or ReservedHeaders.Message or ReservedHeaders.MessageType => true,
        "content-type" or "content-length" or "te" or "host" or "connection" or "transfer-encoding" => true,
        "date" or "server" or "trailer" => true,
        _ => lowerCaseKey.StartsWith(':'),
    };

    /// <summary>Lowers A to Z and nothing else: by Unicode's rules the sign for kelvin would become a k, and so a valid key.</summary>
    public static string ToLowerAscii(string key) => string.Create(key.Length, key, static (lower, text) =>
    {
        for (var index = 0; index < text.Length; index++)
        {
            lower[index] = char.IsAsciiLetterUpper(text[index]) ? (char)(text[index] | 0x20) : text[index];
        }
    });
}

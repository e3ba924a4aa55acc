using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Maas.Models;

// version (1) · created_at in microseconds (8) · id (16) · truncated HMAC-SHA256 (20), in base64url. The MAC covers what
// the listing is bound to as well. 45 bytes are 60 characters without spare bits, so each token has one spelling.
internal static class PageToken
{
    private const byte Version = 1;
    private const int PositionLength = 25;
    private const int MacLength = 20;
    private const int TokenLength = 60;

    public static string Write(ModelPosition position, ReadOnlySpan<byte> binding, ReadOnlySpan<byte> key)
    {
        Span<byte> token = stackalloc byte[PositionLength + MacLength];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token[1..], Microseconds.SinceEpoch(position.CreatedAt));
        position.Id.Value.TryWriteBytes(token[9..], bigEndian: true, out _);
        Mac(token[..PositionLength], binding, key, token[PositionLength..]);
        return Base64Url.EncodeToString(token);
    }

    public static bool TryRead(string text, ReadOnlySpan<byte> binding, ReadOnlySpan<byte> key, out ModelPosition position)
    {
        position = default;
        Span<byte> token = stackalloc byte[PositionLength + MacLength];
        if (text.Length != TokenLength || !TryDecode(text, token))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[MacLength];
        Mac(token[..PositionLength], binding, key, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, token[PositionLength..]) || token[0] != Version)
        {
            return false;
        }

        var createdAt = Microseconds.FromEpoch(BinaryPrimitives.ReadInt64BigEndian(token[1..]));
        position = new ModelPosition(createdAt, new ModelId(new Guid(token[9..PositionLength], bigEndian: true)));
        return true;
    }

    // The decoder skips white space; then fewer bytes come out.
    private static bool TryDecode(string text, Span<byte> token) =>
        Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, token, out var written) && written == token.Length;

    private static void Mac(ReadOnlySpan<byte> position, ReadOnlySpan<byte> binding, ReadOnlySpan<byte> key, Span<byte> mac)
    {
        var bytes = new CanonicalBytes().Add(position).Add(binding);
        HMACSHA256.HashData(key, bytes.Span)[..MacLength].CopyTo(mac);
    }
}

using System.Buffers;
using System.Buffers.Text;

namespace Maas.Grpc.Protocol;

/// <summary>
/// Base64 in chunks that may each end with padding, so that a body of several is not base64 as a whole (PROTOCOL-WEB.md,
/// Text-encoded streams). A group of four characters is a unit: what it stands for does not depend on its neighbours.
/// </summary>
internal static class Base64Chunks
{
    public const int GroupLength = 4;
    public const int GroupBytes = 3;

    // The decoder skips white space, which has no place here and would shift the groups.
    private static readonly SearchValues<byte> Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Decodes all whole groups.</summary>
    /// <param name="text">The characters; the last one to three may belong to a group that has not come in full.</param>
    /// <param name="destination">Has room for three bytes a group.</param>
    /// <param name="read">The characters that were decoded.</param>
    /// <param name="written">The bytes that they stand for.</param>
    /// <returns>False when it is no base64.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int read, out int written)
    {
        (read, written) = (0, 0);
        var groups = text[..(text.Length - (text.Length % GroupLength))];
        if (groups.ContainsAnyExcept(Digits))
        {
            return false;
        }

        while (read < groups.Length)
        {
            var chunk = Chunk(groups[read..]);
            if (Base64.DecodeFromUtf8(chunk, destination[written..], out _, out var bytes) != OperationStatus.Done)
            {
                return false;
            }

            read += chunk.Length;
            written += bytes;
        }

        return true;
    }

    /// <summary>Everything up to the group that has padding, that one included.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> groups)
    {
        var padding = groups.IndexOf((byte)'=');
        return padding < 0 ? groups : groups[..(padding - (padding % GroupLength) + GroupLength)];
    }
}

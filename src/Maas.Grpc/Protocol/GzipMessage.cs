using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Maas.Grpc.Protocol;

/// <summary>Messages compressed with gzip (RFC 1952).</summary>
internal static class GzipMessage
{
    // What text commonly shrinks by; a guess only sizes the first buffer.
    private const int UsualRatio = 4;

    // The last field of the trailer: the length of what was compressed (RFC 1952, ISIZE).
    private const int LengthField = sizeof(uint);

    // A header of ten bytes, and a trailer.
    private const int LeastLength = 18;

    /// <summary>
    /// Compresses a message into a whole frame, prefix included. An empty one stays plain: GZipStream makes of nothing no bytes
    /// at all, which is no gzip for others.
    /// </summary>
    public static ReadOnlyMemory<byte> ToFrame(ReadOnlySpan<byte> message, CompressionLevel level)
    {
        if (message.IsEmpty)
        {
            return new byte[MessageFrame.PrefixSize];
        }

        var frame = new MemoryStream(MessageFrame.PrefixSize + (message.Length / UsualRatio));
        frame.SetLength(MessageFrame.PrefixSize);
        frame.Position = MessageFrame.PrefixSize;
        using (var gzip = new GZipStream(frame, level, leaveOpen: true))
        {
            gzip.Write(message);
        }

        var bytes = frame.GetBuffer().AsMemory(0, (int)frame.Length);
        MessageFrame.WriteCompressed(bytes.Span, bytes.Length - MessageFrame.PrefixSize);
        return bytes;
    }

    /// <summary>Decompresses a message as far as a limit. A few bytes may stand for gigabytes, so no more than that is ever held.</summary>
    /// <returns>False when the message is longer than the limit.</returns>
    /// <exception cref="InvalidDataException">The bytes are no whole gzip member.</exception>
    public static bool TryDecompress(in ReadOnlySequence<byte> compressed, int maxLength, LentBuffer message)
    {
        // Peers on GZipStream compress nothing to nothing.
        if (compressed.IsEmpty)
        {
            return true;
        }

        using var gzip = new GZipStream(PipeReader.Create(compressed).AsStream(), CompressionMode.Decompress);
        var next = (int)Math.Min(Math.Min(compressed.Length * UsualRatio, maxLength) + 1, Array.MaxLength);
        while (true)
        {
            var read = gzip.Read(message.GetSpan(next));
            if (read == 0)
            {
                ThrowIfCut(compressed, message.Length);
                return true;
            }

            message.Advance(read);
            if (message.Length > maxLength)
            {
                return false;
            }

            next = 1;
        }
    }

    // GZipStream takes the end of its input for the end of the message, wherever that is.
    private static void ThrowIfCut(in ReadOnlySequence<byte> compressed, int length)
    {
        Span<byte> field = stackalloc byte[LengthField];
        if (compressed.Length >= LeastLength)
        {
            compressed.Slice(compressed.Length - LengthField).CopyTo(field);
        }

        if (compressed.Length < LeastLength || BinaryPrimitives.ReadUInt32LittleEndian(field) != (uint)length)
        {
            throw new InvalidDataException("The compressed message is cut, or is more than one gzip member.");
        }
    }
}

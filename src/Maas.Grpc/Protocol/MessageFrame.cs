using System.Buffers;
using System.Buffers.Binary;

namespace Maas.Grpc.Protocol;

/// <summary>
/// The five bytes ahead of every message: a compressed flag and the length, big endian
/// (PROTOCOL-HTTP2.md, Length-Prefixed-Message).
/// </summary>
/// <param name="Flag">0 for a plain message, 1 for a compressed one; nothing else is valid.</param>
/// <param name="Length">The length of the message that follows.</param>
internal readonly record struct MessageFrame(byte Flag, uint Length)
{
    public const int PrefixSize = 5;
    public const byte Plain = 0;
    public const byte Compressed = 1;

    /// <summary>Reads a prefix; null while it is incomplete.</summary>
    public static MessageFrame? TryRead(ReadOnlySpan<byte> bytes) =>
        bytes.Length < PrefixSize ? null : new(bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]));

    /// <summary>Reads a prefix; null while it is incomplete.</summary>
    public static MessageFrame? TryRead(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.FirstSpan.Length >= PrefixSize)
        {
            return TryRead(bytes.FirstSpan);
        }

        if (bytes.Length < PrefixSize)
        {
            return null;
        }

        Span<byte> prefix = stackalloc byte[PrefixSize];
        bytes.Slice(0, PrefixSize).CopyTo(prefix);
        return TryRead(prefix);
    }

    /// <summary>Writes the prefix of a plain message.</summary>
    public static void WritePlain(Span<byte> destination, int length) => Write(destination, Plain, length);

    /// <summary>Writes the prefix of a compressed message.</summary>
    public static void WriteCompressed(Span<byte> destination, int length) => Write(destination, Compressed, length);

    private static void Write(Span<byte> destination, byte flag, int length)
    {
        destination[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)length);
    }
}

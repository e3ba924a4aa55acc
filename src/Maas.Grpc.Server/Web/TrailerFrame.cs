using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>
/// The last frame of a gRPC-Web reply: the trailers as a block of HTTP/1 header lines, behind a flag with its highest bit set
/// (PROTOCOL-WEB.md, Message framing).
/// </summary>
internal static class TrailerFrame
{
    public const byte Flag = 0x80;

    private const int Punctuation = 4;

    /// <summary>
    /// Writes the frame. Binary values are base64 also where the body is: every client expects that, and bytes as they are, which
    /// the specification asks for there, could end a line.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="trailers">Names and values that have been checked as metadata.</param>
    public static void Write(IBufferWriter<byte> writer, IHeaderDictionary trailers)
    {
        var length = trailers.Sum(trailer => trailer.Value.Sum(value => trailer.Key.Length + Punctuation + (value?.Length ?? 0)));
        var frame = writer.GetSpan(MessageFrame.PrefixSize + length);
        frame[0] = Flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame[1..], (uint)length);

        var rest = frame[MessageFrame.PrefixSize..];
        foreach (var (name, values) in trailers)
        {
            foreach (var value in values)
            {
                Append(ref rest, MetadataKey.ToLowerAscii(name));
                Append(ref rest, ": ");
                Append(ref rest, value ?? "");
                Append(ref rest, "\r\n");
            }
        }

        writer.Advance(MessageFrame.PrefixSize + length);
    }

    // One byte a character, whatever it is, so that the length above is right.
    private static void Append(ref Span<byte> rest, string text) => rest = rest[Encoding.Latin1.GetBytes(text, rest)..];
}

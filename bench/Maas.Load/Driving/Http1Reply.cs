using System.Buffers.Text;
using System.Text;

namespace Maas.Load.Driving;

/// <summary>Finds the end of a reply of HTTP/1.1 (RFC 9112), as far as our gateway writes them.</summary>
internal static class Http1Reply
{
    private static ReadOnlySpan<byte> Ok => "HTTP/1.1 200 "u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> Chunked => "\r\nTransfer-Encoding: chunked\r\n"u8;

    private static ReadOnlySpan<byte> ContentLength => "\r\nContent-Length: "u8;

    /// <summary>Reads a reply that begins where the bytes do.</summary>
    /// <param name="received">What has come so far.</param>
    /// <param name="length">Bytes of its body, without the sizes of chunks.</param>
    /// <returns>How many bytes the whole reply has; 0 while some are missing.</returns>
    /// <exception cref="InvalidDataException">Its status is not 200.</exception>
    public static int End(ReadOnlySpan<byte> received, out int length)
    {
        length = 0;
        var head = received.IndexOf(HeadEnd);
        if (head < 0)
        {
            return 0;
        }

        var body = head + HeadEnd.Length;
        var fields = received[..(head + LineEnd.Length)];
        if (!fields.StartsWith(Ok))
        {
            throw new InvalidDataException($"A reply has another status than 200: {Encoding.ASCII.GetString(fields)}");
        }

        if (fields.IndexOf(Chunked) >= 0)
        {
            return EndOfChunks(received, body, ref length);
        }

        var value = fields[(fields.IndexOf(ContentLength) + ContentLength.Length)..];
        return Utf8Parser.TryParse(value, out length, out _)
            ? body + length <= received.Length ? body + length : 0
            : throw new InvalidDataException("A reply has neither a length nor chunks.");
    }

    private static int EndOfChunks(ReadOnlySpan<byte> received, int at, ref int length)
    {
        while (at < received.Length)
        {
            var line = received[at..].IndexOf(LineEnd);
            if (line < 0)
            {
                return 0;
            }

            if (!Utf8Parser.TryParse(received.Slice(at, line), out int size, out _, 'x'))
            {
                throw new InvalidDataException("A chunk has no size.");
            }

            at += line + LineEnd.Length + size + LineEnd.Length;
            length += size;
            if (size == 0)
            {
                return at <= received.Length ? at : 0;
            }
        }

        return 0;
    }
}

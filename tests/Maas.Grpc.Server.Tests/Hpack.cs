using System.Text;

namespace Maas.Grpc.Server.Tests;

/// <summary>Blocks of headers (RFC 7541): written in plain text, and read as far as peers without a dynamic table use it.</summary>
internal static class Hpack
{
    // Appendix A, from 1 on; with a value where there is one.
    private static readonly (string Name, string Value)[] StaticTable =
    [
        .. """
        :authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|:status 200|:status 204|:status 206
        :status 304|:status 400|:status 404|:status 500|accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges
        accept|access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|content-encoding
        content-language|content-length|content-location|content-range|content-type|cookie|date|etag|expect|expires|from|host
        if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards
        proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|strict-transport-security
        transfer-encoding|user-agent|vary|via|www-authenticate
        """
            .Split(['|', '\n'], StringSplitOptions.TrimEntries)
            .Select(entry => entry.Split(' ', 2))
            .Select(entry => (entry[0], entry.ElementAtOrDefault(1) ?? "")),
    ];

    /// <summary>Writes each header as a literal without indexing, and so without a state that two ends share.</summary>
    public static byte[] Write(params (string Name, string Value)[] headers)
    {
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            block.Add(0);
            WriteText(block, name);
            WriteText(block, value);
        }

        return [.. block];
    }

    /// <summary>Reads a block; the values of a name that comes more than once are joined with commas.</summary>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        var headers = new Dictionary<string, string>();
        while (!block.IsEmpty)
        {
            var (name, value) = ReadHeader(ref block);
            if (name.Length > 0)
            {
                headers[name] = headers.TryGetValue(name, out var before) ? $"{before},{value}" : value;
            }
        }

        return headers;
    }

    private static (string Name, string Value) ReadHeader(ref ReadOnlySpan<byte> block)
    {
        var first = block[0];
        if ((first & 0x80) != 0)
        {
            return StaticTable[ReadNumber(ref block, 7) - 1];
        }

        // The size of the dynamic table; nothing is kept in it.
        if ((first & 0xE0) == 0x20)
        {
            ReadNumber(ref block, 5);
            return ("", "");
        }

        var index = ReadNumber(ref block, (first & 0x40) != 0 ? 6 : 4);
        var name = index == 0 ? ReadText(ref block) : StaticTable[index - 1].Name;
        return (name, ReadText(ref block));
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        (block[0] & 0x80).ShouldBe(0, "Neither Kestrel nor SocketsHttpHandler uses the Huffman code.");
        var length = ReadNumber(ref block, 7);
        var text = Encoding.ASCII.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    // Section 5.1.
    private static int ReadNumber(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var most = (1 << prefixBits) - 1;
        var number = block[0] & most;
        block = block[1..];
        for (var shift = 0; number >= most; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            number += (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                break;
            }
        }

        return number;
    }

    private static void WriteText(List<byte> block, string text)
    {
        const int Most = 0x7F;
        block.Add((byte)Math.Min(text.Length, Most));
        if (text.Length >= Most)
        {
            var rest = text.Length - Most;
            for (; rest > 0x7F; rest >>= 7)
            {
                block.Add((byte)(0x80 | (rest & 0x7F)));
            }

            block.Add((byte)rest);
        }

        block.AddRange(Encoding.ASCII.GetBytes(text));
    }
}

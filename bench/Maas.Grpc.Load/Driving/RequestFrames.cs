using System.Buffers.Binary;
using System.Text;

namespace Maas.Grpc.Load.Driving;

/// <summary>
/// The frames of a request on a connection that makes the same call again and again. The first one puts its headers into the
/// connection's table (RFC 7541 section 6.2.1), and those after it name them by their index, as gRPC's own clients do.
/// </summary>
internal sealed class RequestFrames
{
    public const int FrameHead = 9;

    // Indices of the static table: a whole field, or a name (RFC 7541, appendix A).
    private const byte MethodPost = 0x80 | 3;
    private const byte SchemeHttp = 0x80 | 6;
    private const byte AuthorityName = 1;
    private const byte PathName = 4;
    private const byte ContentTypeName = 31;
    private const byte UserAgentName = 58;
    private const byte NewestEntry = 62;
    private const byte WithIndexing = 0x40;
    private const byte Headers = 1;
    private const byte EndHeaders = 4;
    private const byte EndStream = 1;

    private readonly byte[] _first;
    private readonly byte[] _next;
    private readonly int _body;

    public RequestFrames(string authority, string path, byte[] body)
    {
        byte[] fields =
        [
            .. Field(PathName, path),
            .. Field(AuthorityName, authority),
            .. Field(ContentTypeName, "application/grpc"),
            .. Field(UserAgentName, "maas-load"),
            .. Field(0, "grpc-accept-encoding", "identity"),
            .. Field(0, "te", "trailers"),
        ];

        // The oldest first: a field whose name starts with a colon may not follow one whose name doesn't.
        byte[] entries = [.. Enumerable.Range(0, 6).Select(entry => (byte)(0x80 | (NewestEntry + 5 - entry)))];

        _body = FrameHead + body.Length;
        _first = [.. Frame(Headers, EndHeaders, [MethodPost, SchemeHttp, .. fields]), .. Frame(0, EndStream, body)];
        _next = [.. Frame(Headers, EndHeaders, [MethodPost, SchemeHttp, .. entries]), .. Frame(0, EndStream, body)];
    }

    /// <summary>Writes one request.</summary>
    /// <returns>How many bytes it takes.</returns>
    public int Write(Span<byte> destination, int stream)
    {
        var frames = stream == 1 ? _first : _next;
        frames.CopyTo(destination);
        BinaryPrimitives.WriteInt32BigEndian(destination[5..], stream);
        BinaryPrimitives.WriteInt32BigEndian(destination[(frames.Length - _body + 5)..], stream);
        return frames.Length;
    }

    public static byte[] Frame(byte type, byte flags, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameHead + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (payload.Length << 8) | type);
        frame[4] = flags;
        payload.CopyTo(frame.AsSpan(FrameHead));
        return frame;
    }

    private static byte[] Field(byte name, string value) => [(byte)(WithIndexing | name), .. Text(value)];

    private static byte[] Field(byte noName, string name, string value) => [(byte)(WithIndexing | noName), .. Text(name), .. Text(value)];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}

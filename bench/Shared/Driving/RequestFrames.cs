using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Maas.Bench.Driving;

/// <summary>
/// The frames of a request on a connection that makes the same call again and again. The first one puts its headers into the
/// connection's table (RFC 7541 section 6.2.1), and those after it name them by their index, as gRPC's own clients do.
/// </summary>
internal sealed class RequestFrames
{
    public const int FrameHead = 9;

    /// <summary>Stands in a message for the request's number, in as many digits.</summary>
    public const string Number = "0000000000";

    // Indices of the static table: a whole field, or a name (RFC 7541, appendix A).
    private const byte MethodGet = 0x80 | 2;
    private const byte MethodPost = 0x80 | 3;
    private const byte SchemeHttp = 0x80 | 6;
    private const byte AuthorityName = 1;
    private const byte PathName = 4;
    private const byte AcceptName = 19;
    private const byte ContentTypeName = 31;
    private const byte UserAgentName = 58;
    private const byte NewestEntry = 62;
    private const byte WithIndexing = 0x40;
    private const byte Headers = 1;
    private const byte EndHeaders = 4;
    private const byte EndStream = 1;

    private readonly byte[] _first;
    private readonly byte[] _next;

    // Of the frame behind the headers; 0 where there is none.
    private readonly int _bodyLength;

    // Where each request has its own number, from the frames' end; 0 where all are the same.
    private readonly int _numberFromEnd;

    private RequestFrames(RequestFrames same, int numberFromEnd) =>
        (_first, _next, _bodyLength, _numberFromEnd) = (same._first, same._next, same._bodyLength, numberFromEnd);

    private RequestFrames(byte method, byte[][] fields, byte[] body)
    {
        // The oldest first: a field whose name starts with a colon may not follow one whose name doesn't.
        byte[] entries = [.. Enumerable.Range(0, fields.Length).Select(entry => (byte)(0x80 | (NewestEntry + fields.Length - 1 - entry)))];
        var flags = (byte)(body.Length == 0 ? EndHeaders | EndStream : EndHeaders);
        _bodyLength = body.Length;
        _first = [.. Frame(Headers, flags, [method, SchemeHttp, .. fields.SelectMany(field => field)]), .. body];
        _next = [.. Frame(Headers, flags, [method, SchemeHttp, .. entries]), .. body];
    }

    /// <summary>A gRPC call.</summary>
    /// <param name="authority">The server's host and port.</param>
    /// <param name="path">The path of its method.</param>
    /// <param name="body">The message behind its prefix.</param>
    public static RequestFrames Call(string authority, string path, byte[] body) => new(
        MethodPost,
        [
            Field(PathName, path),
            Field(AuthorityName, authority),
            Field(ContentTypeName, "application/grpc"),
            Field(UserAgentName, "maas-load"),
            Field(0, "grpc-accept-encoding", "identity"),
            Field(0, "te", "trailers"),
        ],
        Frame(0, EndStream, body));

    /// <summary>A gRPC call whose message is another one each time.</summary>
    /// <param name="authority">The server's host and port.</param>
    /// <param name="path">The path of its method.</param>
    /// <param name="body">The message behind its prefix, which somewhere has <see cref="Number"/>.</param>
    public static RequestFrames NumberedCall(string authority, string path, byte[] body)
    {
        var numbered = Call(authority, path, body);
        var at = body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Number));
        return new RequestFrames(numbered, body.Length - at);
    }

    /// <summary>A GET that asks for JSON.</summary>
    /// <param name="authority">The server's host and port.</param>
    /// <param name="path">The path, with its query.</param>
    public static RequestFrames Get(string authority, string path) => new(
        MethodGet,
        [
            Field(PathName, path),
            Field(AuthorityName, authority),
            Field(AcceptName, "application/json"),
            Field(UserAgentName, "maas-load"),
        ],
        []);

    /// <summary>Writes one request.</summary>
    /// <returns>How many bytes it takes.</returns>
    public int Write(Span<byte> destination, int stream)
    {
        var frames = stream == 1 ? _first : _next;
        frames.CopyTo(destination);
        BinaryPrimitives.WriteInt32BigEndian(destination[5..], stream);
        if (_bodyLength > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(destination[(frames.Length - _bodyLength + 5)..], stream);
        }

        if (_numberFromEnd > 0)
        {
            (stream >> 1).TryFormat(destination[(frames.Length - _numberFromEnd)..], out _, "D10", CultureInfo.InvariantCulture);
        }

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

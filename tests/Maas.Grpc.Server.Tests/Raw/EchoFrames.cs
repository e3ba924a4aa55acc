namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>The echo service's calls and replies as frames.</summary>
internal static class EchoFrames
{
    /// <summary>A message of the text "hi".</summary>
    public static readonly byte[] Hi = RawClient.Frame(0, 4, 10, 2, (byte)'h', (byte)'i');

    public static Http2Frame RequestHead(int stream, string method = "Say", params (string Name, string Value)[] metadata) =>
        Http2Frame.OfHeaders(stream, RequestBlock(method, metadata));

    public static byte[] RequestBlock(string method = "Say", params (string Name, string Value)[] metadata) => Hpack.Write(
    [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", $"/echo.Echo/{method}"),
        (":authority", "models.example"),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
        .. metadata,
    ]);

    /// <summary>A whole request with one message.</summary>
    public static Http2Frame[] Request(int stream, string method = "Say", params (string Name, string Value)[] metadata) =>
        [RequestHead(stream, method, metadata), Http2Frame.OfData(stream, Hi, endStream: true)];

    public static Http2Frame ReplyHead(int stream, params (string Name, string Value)[] metadata) =>
        Http2Frame.OfHeaders(stream, Hpack.Write([(":status", "200"), ("content-type", "application/grpc"), .. metadata]));

    public static Http2Frame Trailers(int stream, params (string Name, string Value)[] trailers) =>
        Http2Frame.OfHeaders(stream, Hpack.Write(trailers), endStream: true);

    /// <summary>A whole reply with one message and a status of OK.</summary>
    public static Http2Frame[] Reply(int stream) =>
        [ReplyHead(stream), Http2Frame.OfData(stream, Hi), Trailers(stream, ("grpc-status", "0"))];

    /// <summary>A reply up to where its server stops.</summary>
    public static Http2Frame[] Reply(int stream, ReplyPhase phase) => phase switch
    {
        ReplyPhase.Nothing => [],
        ReplyPhase.Head => [ReplyHead(stream)],
        ReplyPhase.PartOfAMessage => [ReplyHead(stream), Http2Frame.OfData(stream, Hi[..^1])],
        _ => [ReplyHead(stream), Http2Frame.OfData(stream, Hi)],
    };

    /// <summary>What is still to come of a reply of one message and a status of OK.</summary>
    public static Http2Frame[] RestOfReply(int stream, ReplyPhase phase) => phase switch
    {
        ReplyPhase.Nothing => Reply(stream),
        ReplyPhase.Head => Reply(stream)[1..],
        ReplyPhase.PartOfAMessage => [Http2Frame.OfData(stream, Hi[^1..]), .. Reply(stream)[2..]],
        _ => Reply(stream)[2..],
    };
}

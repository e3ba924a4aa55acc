using System.Net.Sockets;
using System.Text;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>What breaks HTTP/2 itself: at most its own connection ends, and the server's other connections serve on.</summary>
public class BrokenFrameTests
{
    private const uint ProtocolError = 1;
    private const uint FlowControlError = 3;
    private const uint StreamClosed = 5;
    private const uint FrameSizeError = 6;
    private const uint CompressionError = 9;

    private static readonly byte[] Head = EchoFrames.RequestBlock();

    public static TheoryData<string, byte[], uint> Connections => new()
    {
        { "data on a stream that was never opened", Http2Frame.OfData(1, EchoFrames.Hi).ToBytes(), ProtocolError },
        { "data on the connection", Http2Frame.OfData(0, EchoFrames.Hi).ToBytes(), ProtocolError },
        { "a stream of the server's", EchoFrames.RequestHead(2).ToBytes(), ProtocolError },
        { "a frame over the largest", Http2Frame.OfData(1, new byte[(16 * 1024) + 1]).ToBytes(), FrameSizeError },
        { "a frame that declares sixteen megabytes", [0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 1], FrameSizeError },
        { "a reset of a stream that was never opened", Http2Frame.OfReset(1, 8).ToBytes(), ProtocolError },
        { "a reset that is too short", new Http2Frame(Http2Frame.Reset, 0, 1, [0]).ToBytes(), FrameSizeError },
        { "a ping that is too short", new Http2Frame(Http2Frame.Ping, 0, 0, [0]).ToBytes(), FrameSizeError },
        { "settings that are cut", new Http2Frame(Http2Frame.Settings, 0, 0, [0, 4]).ToBytes(), FrameSizeError },
        { "a window over the largest", Http2Frame.OfSettings((Http2Frame.InitialWindowSize, uint.MaxValue)).ToBytes(), FlowControlError },
        { "a window of the connection beyond the largest", Http2Frame.OfWindowUpdate(0, int.MaxValue).ToBytes(), FlowControlError },
        { "a window that grows by nothing", Http2Frame.OfWindowUpdate(0, 0).ToBytes(), ProtocolError },
        { "a continuation of nothing", new Http2Frame(Http2Frame.Continuation, Http2Frame.EndHeaders, 1, Head).ToBytes(), ProtocolError },
        { "a push", new Http2Frame(Http2Frame.PushPromise, Http2Frame.EndHeaders, 1, [0, 0, 0, 2, .. Head]).ToBytes(), ProtocolError },
        { "headers that are no HPACK", Http2Frame.OfHeaders(1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).ToBytes(), CompressionError },
        { "headers that are cut", Http2Frame.OfHeaders(1, Head[..^3]).ToBytes(), CompressionError },
        {
            "a ping amid headers",
            [.. new Http2Frame(Http2Frame.Headers, 0, 1, Head[..9]).ToBytes(), .. Http2Frame.OfPing().ToBytes()],
            ProtocolError
        },
    };

    [Theory]
    [MemberData(nameof(Connections))]
    public async Task Connection_ThatBreaksTheProtocol_IsEnded(string what, byte[] bytes, uint errorCode)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        using var other = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(bytes);
        var last = await peer.ReadToEndAsync();

        last.Where(frame => frame.Type == Http2Frame.GoAway).Select(frame => frame.ErrorCode).ShouldBe([errorCode], what);
        await other.ShouldAnswerAsync(1);
    }

    [Fact]
    public async Task Data_AfterTheRequestsEnd_EndsTheConnectionAndItsCalls()
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        using var other = await Http2Peer.ConnectAsync(server.Address);
        var entered = server.Service.HoldFirst();

        await peer.WriteAsync(EchoFrames.Request(1));
        await entered.Bounded();
        await peer.WriteAsync(Http2Frame.OfData(1, EchoFrames.Hi));
        var last = await peer.ReadToEndAsync();

        last[^1].ErrorCode.ShouldBe(StreamClosed);
        await requests.NoneAsync().Bounded();
        await other.ShouldAnswerAsync(1);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: models.example\r\n\r\n")]
    [InlineData("POST /echo.Echo/Say HTTP/1.1\r\nHost: models.example\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nno settings but something else")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 a handshake of TLS\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n")]
    public async Task Connection_OfAnotherProtocol_IsClosed(string bytes)
    {
        await using var server = await RunningServer.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var other = await Http2Peer.ConnectAsync(server.Address);
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);

        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        await using var stream = new NetworkStream(socket);
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken).Bounded();

        if (bytes.Contains("HTTP/1.1", StringComparison.Ordinal))
        {
            Encoding.Latin1.GetString(answer.ToArray()).ShouldStartWith("HTTP/1.1 400 Bad Request\r\n");
        }

        await other.ShouldAnswerAsync(1);
    }

    [Fact]
    public async Task Request_WithoutMessage_IsUnimplemented()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(Http2Frame.OfHeaders(1, Head, endStream: true));

        (await peer.ReadMessageAsync(1)).GrpcStatus.ShouldBe("12");
        await peer.ShouldAnswerAsync(3);
    }

    [Fact]
    public async Task Request_WithTrailers_IsAnswered()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(
            EchoFrames.RequestHead(1),
            Http2Frame.OfData(1, EchoFrames.Hi),
            Http2Frame.OfHeaders(1, Hpack.Write(("grpc-status", "13")), endStream: true));

        var reply = await peer.ReadMessageAsync(1);
        reply.GrpcStatus.ShouldBe("0");
        reply.Body.ShouldBe(EchoFrames.Hi);
    }
}

using Grpc.Core;
using Grpc.Net.Client;
using Maas.Testing;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Replies that are no good gRPC, or no good HTTP/2: the call says so, and the channel goes on.</summary>
public class BrokenReplyTests
{
    private const int Stream = 1;
    private const uint Cancel = 8;

    private static readonly Http2Frame Head = EchoFrames.ReplyHead(Stream);
    private static readonly Http2Frame Message = Http2Frame.OfData(Stream, EchoFrames.Hi);
    private static readonly Http2Frame Ok = EchoFrames.Trailers(Stream, ("grpc-status", "0"));
    private static readonly Http2Frame OkAlone = Whole(EchoFrames.ReplyHead(Stream, ("grpc-status", "0")));

    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    public static MatrixTheoryData<string, string> BadGrpc => new(EchoCalls.Methods, BadReplies.Keys);

    public static MatrixTheoryData<string, string> BadHttp2 => new(EchoCalls.Methods, BadFrames.Keys);

    // The statuses of calls with one reply and with a stream of them.
    private static Dictionary<string, (Http2Frame[] Frames, StatusCode One, StatusCode Stream)> BadReplies => new()
    {
        ["no trailers"] = ([Head, Message with { Flags = Http2Frame.EndStream }], StatusCode.Unknown, StatusCode.Unknown),
        ["nothing behind the head"] = ([Whole(Head)], StatusCode.Unknown, StatusCode.Unknown),
        ["trailers without a status"] = (
            [Head, Message, EchoFrames.Trailers(Stream, ("other", "1"))],
            StatusCode.Unknown,
            StatusCode.Unknown),
        ["a status that is no number"] = (
            [Head, EchoFrames.Trailers(Stream, ("grpc-status", "OK"))],
            StatusCode.Unknown,
            StatusCode.Unknown),
        ["a length that lies"] = (
            [Head, Http2Frame.OfData(Stream, RawClient.Frame(0, 100, 10, 2, 104, 105)), Ok],
            StatusCode.Internal,
            StatusCode.Internal),
        ["a prefix that is cut"] = ([Head, Http2Frame.OfData(Stream, [0, 0, 0]), Ok], StatusCode.Internal, StatusCode.Internal),
        ["a byte too much"] = ([Head, Http2Frame.OfData(Stream, [.. EchoFrames.Hi, 0]), Ok], StatusCode.Unimplemented, StatusCode.Internal),
        ["no protobuf"] = ([Head, Http2Frame.OfData(Stream, RawClient.Frame(0, 1, 255)), Ok], StatusCode.Internal, StatusCode.Internal),
        ["a length over the limit and no end"] = (
            [Head, Http2Frame.OfData(Stream, RawClient.Frame(0, uint.MaxValue))],
            StatusCode.ResourceExhausted,
            StatusCode.ResourceExhausted),
        ["an unknown flag and no end"] = (
            [Head, Http2Frame.OfData(Stream, RawClient.Frame(7, 4))],
            StatusCode.Internal,
            StatusCode.Internal),
        ["compressed, and no encoding, and no end"] = (
            [Head, Http2Frame.OfData(Stream, RawClient.Frame(1, 4))],
            StatusCode.Internal,
            StatusCode.Internal),
        ["an error page without end"] = (
            [Page(502, "text/html"), .. Enumerable.Repeat(Http2Frame.OfData(Stream, new byte[16 * 1024 - 1]), 4)],
            StatusCode.Unavailable,
            StatusCode.Unavailable),
        ["a page without end"] = (
            [Page(200, "text/html"), Http2Frame.OfData(Stream, new byte[16 * 1024])],
            StatusCode.Unknown,
            StatusCode.Unknown),
        ["an error page of another kind of gRPC"] = (
            [Page(404, "application/grpc-web")],
            StatusCode.Unimplemented,
            StatusCode.Unimplemented),
    };

    // UNAVAILABLE where SocketsHttpHandler closes the connection without naming an error.
    private static Dictionary<string, (Http2Frame[] Frames, StatusCode Status)> BadFrames => new()
    {
        ["a message without a head"] = ([Message], StatusCode.Internal),
        ["a head without a status"] = (
            [Http2Frame.OfHeaders(Stream, Hpack.Write(("content-type", "application/grpc")))],
            StatusCode.Unavailable),
        ["trailers that do not end the stream"] = ([Head, Message, Ok with { Flags = Http2Frame.EndHeaders }], StatusCode.Internal),
        ["headers that are no HPACK"] = ([Head with { Payload = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] }], StatusCode.Unavailable),
        ["headers that are cut by data"] = ([Head with { Flags = 0 }, Message], StatusCode.Internal),
        ["a push"] = ([new Http2Frame(Http2Frame.PushPromise, Http2Frame.EndHeaders, Stream, [0, 0, 0, 2])], StatusCode.Internal),
        ["a window over the largest"] = ([Http2Frame.OfWindowUpdate(0, int.MaxValue)], StatusCode.Unavailable),
        ["a frame over the largest"] = ([Http2Frame.OfData(Stream, new byte[17 * 1024])], StatusCode.Internal),
        ["another protocol"] = ([new Http2Frame((byte)'H', (byte)'T', 0x5450_2F31, [])], StatusCode.Internal),
    };

    [Theory]
    [MemberData(nameof(BadGrpc))]
    public async Task Reply_ThatIsNoGoodGrpc_FailsAndTheConnectionGoesOn(string method, string what)
    {
        using var server = new RawServer();
        var (frames, one, stream) = BadReplies[what];
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        await peer.ReadRequestAsync();
        await peer.WriteAsync(frames);

        var failure = await failing;
        failure.StatusCode.ShouldBe(EchoCalls.StreamsReplies(method) ? stream : one);
        failure.Status.DebugException.ShouldNotBeNull();
        var next = server.Client.CallAsync(method);
        var after = await peer.ReadUntilAsync(frame => frame.Stream > Stream && frame.EndsStream);
        await peer.WriteAsync(EchoFrames.Reply(after[^1].Stream));
        (await next).ShouldBe(["hi"]);
        var resets = after.Where(frame => frame.Type == Http2Frame.Reset).Select(frame => (frame.Stream, frame.ErrorCode));
        resets.ShouldBe(frames.Any(frame => frame.EndsStream) ? [] : [(Stream, Cancel)]);
    }

    [Theory]
    [MemberData(nameof(BadHttp2))]
    public async Task Reply_ThatIsNoGoodHttp2_FailsAndTheNextGoesElsewhere(string method, string what)
    {
        using var server = new RawServer();
        var (frames, status) = BadFrames[what];
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        await peer.ReadRequestAsync();
        await peer.TryWriteAsync(frames);

        var failure = await failing;
        failure.StatusCode.ShouldBe(status);
        failure.Status.DebugException.ShouldNotBeNull();
        await server.ShouldReconnectAsync(method);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Collect")]
    public async Task Messages_OtherThanOne_AreNoReply(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var first = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        foreach (var frames in (Http2Frame[][])[[Head, Ok], [OkAlone], [Head, Message, Message, Ok], [Head, Message, Message]])
        {
            var stream = (await peer.ReadRequestAsync()).Stream;
            await peer.WriteAsync([.. frames.Select(frame => frame with { Stream = stream })]);

            (await first).StatusCode.ShouldBe(StatusCode.Unimplemented);
            first = server.Client.FailureOfAsync(method);
        }

        peer.Dispose();
        await first;
    }

    [Theory]
    [InlineData("Repeat")]
    [InlineData("Chat")]
    public async Task Messages_OfAStream_MayBeNoneOrMany(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        foreach (var (frames, count) in ((Http2Frame[], int)[])[([Head, Ok], 0), ([OkAlone], 0), ([Head, Message, Message, Ok], 2)])
        {
            var stream = (await peer.ReadRequestAsync()).Stream;
            await peer.WriteAsync([.. frames.Select(frame => frame with { Stream = stream })]);

            (await call).ShouldBe(Enumerable.Repeat("hi", count));
            call = server.Client.CallAsync(method);
        }

        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        await call;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Reply_WithInterimHeads_IsRead(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        await peer.ReadRequestAsync();
        await peer.WriteAsync([Page(103, "text/html"), Page(103, "text/html"), Head, Message, Ok]);

        (await call).ShouldBe(["hi"]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Server_ThatNeverAnswers_IsGivenUpAtTheDeadline(string method)
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch.AddDays(20_000));
        using var server = new RawServer(new GrpcChannelOptions { TimeProvider = clock });
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method, new CallOptions(deadline: clock.GetUtcNow().AddMinutes(1).UtcDateTime));
        using var peer = await accepting;

        var request = await peer.ReadRequestAsync();
        clock.Advance(TimeSpan.FromMinutes(1));

        request.Head["grpc-timeout"].ShouldBe("60000000u");
        (await failing).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        (await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Reset))[^1].ErrorCode.ShouldBe(Cancel);
    }

    private static Http2Frame Page(int status, string contentType) => Http2Frame.OfHeaders(
        Stream,
        Hpack.Write((":status", $"{status}"), ("content-type", contentType)));

    private static Http2Frame Whole(Http2Frame head) => head with { Flags = Http2Frame.EndHeaders | Http2Frame.EndStream };
}

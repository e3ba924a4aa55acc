using Grpc.Core;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>Replies that break off, and whether the call is made again.</summary>
public class CutReplyTests
{
    private const uint InternalError = 2;
    private const uint RefusedStream = 7;

    private static readonly string[] OnThisConnection = ["reset", "refusal"];

    private static readonly string[] EndsOfConnections = ["close", "abort", "GOAWAY with an error", "GOAWAY that does not count it"];

    public static MatrixTheoryData<ReplyPhase, string> Cuts => new(Enum.GetValues<ReplyPhase>(), [.. OnThisConnection, .. EndsOfConnections]);

    public static TheoryData<ReplyPhase> BegunPhases => [ReplyPhase.Head, ReplyPhase.PartOfAMessage, ReplyPhase.Message];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task UnaryReply_ThatIsCut_IsAskedForAgain(ReplyPhase phase, string cut)
    {
        using var server = NewServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync("Say");
        using var first = await accepting;
        var request = await first.ReadRequestAsync();

        var next = OnThisConnection.Contains(cut) ? null : server.AcceptAsync();
        await first.WriteAsync(EchoFrames.Reply(request.Stream, phase));
        await CutAsync(first, request.Stream, cut);
        using var second = next is null ? null : await next;
        var peer = second ?? first;
        var again = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(again.Stream));

        (await call).ShouldBe(["hi"]);
        again.Body.ShouldBe(EchoFrames.Hi);
        request.Head.Keys.ShouldNotContain(RetryFrames.PreviousAttempts);
        again.Head.GetValueOrDefault(RetryFrames.PreviousAttempts).ShouldBe(IsSentAgainByTheHandler(phase, cut) ? null : "1");
        await peer.ShouldBeDoneAsync(server);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task UnaryReply_ThatIsAlwaysCut_FailsAsTheLast(string cut)
    {
        using var server = NewServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync("Say");
        var peer = await accepting;
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var request = await peer.ReadRequestAsync();
            var next = cut == "reset" || attempt == 4 ? null : server.AcceptAsync();
            await peer.WriteAsync(EchoFrames.Reply(request.Stream, ReplyPhase.Message));
            await CutAsync(peer, request.Stream, cut);
            if (next is not null)
            {
                peer = await next;
            }
        }

        (await failing).StatusCode.ShouldBe(cut == "reset" ? StatusCode.Internal : StatusCode.Unavailable);
        peer.Dispose();
    }

    [Theory]
    [MemberData(nameof(BegunPhases))]
    public async Task UnaryReply_WhoseHeadWasHandedOver_IsFinal(ReplyPhase phase)
    {
        using var server = NewServer();
        var accepting = server.AcceptAsync();
        using var call = server.Client.SayAsync(new() { Text = "hi" });
        using var peer = await accepting;
        var stream = (await peer.ReadRequestAsync()).Stream;

        await peer.WriteAsync(EchoFrames.ReplyHead(stream, ("number", "1")));
        (await call.ResponseHeadersAsync.Bounded()).GetValue("number").ShouldBe("1");
        await peer.WriteAsync([.. EchoFrames.Reply(stream, phase)[1..], Http2Frame.OfReset(stream, InternalError)]);

        (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Internal);
        await peer.ShouldBeDoneAsync(server);
    }

    [Fact]
    public async Task UnaryReply_WhoseHeadIsAskedForAfterwards_ShowsThatOfTheLast()
    {
        using var server = NewServer();
        var accepting = server.AcceptAsync();
        using var call = server.Client.SayAsync(new() { Text = "hi" });
        using var peer = await accepting;
        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync(EchoFrames.ReplyHead(stream, ("number", "1")), Http2Frame.OfReset(stream, InternalError));
        stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync([EchoFrames.ReplyHead(stream, ("number", "2")), .. EchoFrames.Reply(stream)[1..]]);

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("hi");

        (await call.ResponseHeadersAsync.Bounded()).GetValue("number").ShouldBe("2");
    }

    [Theory]
    [MemberData(nameof(BegunPhases))]
    public async Task StreamOfReplies_ThatHadBegun_IsFinal(ReplyPhase phase)
    {
        using var server = NewServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync("Repeat");
        using var peer = await accepting;
        var stream = (await peer.ReadRequestAsync()).Stream;

        await peer.WriteAsync([.. EchoFrames.Reply(stream, phase), Http2Frame.OfReset(stream, InternalError)]);

        (await failing).StatusCode.ShouldBe(StatusCode.Internal);
        await peer.ShouldBeDoneAsync(server);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task StreamOfReplies_BeforeItBegins_IsAskedForAgain(string cut)
    {
        using var server = NewServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync("Repeat");
        using var first = await accepting;
        var request = await first.ReadRequestAsync();

        var next = cut == "reset" ? null : server.AcceptAsync();
        await CutAsync(first, request.Stream, cut);
        using var second = next is null ? null : await next;
        var peer = second ?? first;
        var again = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(again.Stream));

        (await call).ShouldBe(["hi"]);
        again.Head[RetryFrames.PreviousAttempts].ShouldBe("1");
        await peer.ShouldBeDoneAsync(server);
    }

    private static RawServer NewServer() => new(RetryOptions.For(RetryOptions.Policy(StatusCode.Unavailable, StatusCode.Internal)));

    // What no server has looked at, SocketsHttpHandler sends again by itself.
    private static bool IsSentAgainByTheHandler(ReplyPhase phase, string cut) =>
        phase == ReplyPhase.Nothing && cut is ("refusal" or "GOAWAY that does not count it");

    private static async Task CutAsync(Http2Peer peer, int stream, string cut)
    {
        switch (cut)
        {
            case "reset":
                await peer.WriteAsync(Http2Frame.OfReset(stream, InternalError));
                break;
            case "refusal":
                await peer.WriteAsync(Http2Frame.OfReset(stream, RefusedStream));
                break;
            case "close":
                peer.Dispose();
                break;
            case "abort":
                peer.Abort();
                break;
            case "GOAWAY with an error":
                await peer.WriteAsync(Http2Frame.OfGoAway(stream, InternalError));
                peer.Dispose();
                break;
            default:
                await peer.WriteAsync(Http2Frame.OfGoAway(0, 0));
                break;
        }
    }
}

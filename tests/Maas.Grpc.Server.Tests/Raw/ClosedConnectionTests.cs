using Grpc.Core;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Servers that end a call's connection, with notice and without, in each phase of its reply.</summary>
public class ClosedConnectionTests
{
    private const uint InternalError = 2;
    private const uint EnhanceYourCalm = 11;

    public static MatrixTheoryData<string, ReplyPhase> Phases => new(EchoCalls.Methods, Enum.GetValues<ReplyPhase>());

    /// <summary>Where a call cannot be sent again: it has had an answer, or its requests are not kept.</summary>
    public static TheoryData<string, ReplyPhase> FinalPhases =>
    [
        .. from method in EchoCalls.Methods
           from phase in Enum.GetValues<ReplyPhase>()
           where phase != ReplyPhase.Nothing || EchoCalls.StreamsRequests(method)
           select (method, phase),
    ];

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Connection_ThatIsClosed_IsUnavailableAndMadeAgain(string method, ReplyPhase phase)
    {
        using var server = new RawServer();
        foreach (var end in (Action<Http2Peer>[])[peer => peer.Abort(), peer => peer.Dispose()])
        {
            var accepting = server.AcceptAsync();
            var failing = server.Client.FailureOfAsync(method);
            using var peer = await accepting;
            await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream, phase));
            end(peer);

            var failure = await failing;
            failure.StatusCode.ShouldBe(StatusCode.Unavailable);
            failure.Status.DebugException.ShouldNotBeNull();
        }

        await server.ShouldReconnectAsync(method);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task GoAway_ThatCountsTheCall_LetsItEndAndNewOnesGoElsewhere(string method, ReplyPhase phase)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync([.. EchoFrames.Reply(stream, phase), Http2Frame.OfGoAway(stream, 0)]);
        await peer.SettleAsync();
        await server.ShouldReconnectAsync(method);
        await peer.WriteAsync(EchoFrames.RestOfReply(stream, phase));

        (await call).ShouldBe(["hi"]);
    }

    [Theory]
    [MemberData(nameof(FinalPhases))]
    public async Task GoAway_ThatDoesNotCountWhatCannotBeSentAgain_IsUnavailable(string method, ReplyPhase phase)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        await peer.WriteAsync([.. EchoFrames.Reply((await peer.ReadRequestAsync()).Stream, phase), Http2Frame.OfGoAway(0, 0)]);

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
        await server.ShouldReconnectAsync(method);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task GoAway_ThatDoesNotCountTheCall_SendsItElsewhere(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        await peer.ReadRequestAsync();
        accepting = server.AcceptAsync();
        await peer.WriteAsync(Http2Frame.OfGoAway(0, 0));
        using var second = await accepting;
        await second.WriteAsync(EchoFrames.Reply((await second.ReadRequestAsync()).Stream));

        (await call).ShouldBe(["hi"]);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task GoAway_WithAnError_IsUnavailable(string method, ReplyPhase phase)
    {
        using var server = new RawServer();
        foreach (var code in (uint[])[InternalError, EnhanceYourCalm])
        {
            var accepting = server.AcceptAsync();
            var failing = server.Client.FailureOfAsync(method);
            using var peer = await accepting;
            var stream = (await peer.ReadRequestAsync()).Stream;
            await peer.WriteAsync([.. EchoFrames.Reply(stream, phase), Http2Frame.OfGoAway(stream, code)]);
            peer.Dispose();

            (await failing).StatusCode.ShouldBe(StatusCode.Unavailable, $"code {code}");
        }

        await server.ShouldReconnectAsync(method);
    }
}

using Grpc.Core;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Servers that reset a call's stream in each phase of its reply.</summary>
public class ResetReplyTests
{
    private const uint RefusedStream = 7;

    public static MatrixTheoryData<string, ReplyPhase> Phases => new(EchoCalls.Methods, Enum.GetValues<ReplyPhase>());

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task Reset_OfAnyCode_IsMappedAndLeavesTheConnection(string method, ReplyPhase phase)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var first = server.Client.CallAsync(method);
        using var peer = await accepting;
        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        await first;

        for (var code = 0u; code <= 14; code++)
        {
            if (code == RefusedStream && phase == ReplyPhase.Nothing)
            {
                continue;
            }

            var failing = server.Client.FailureOfAsync(method);
            var stream = (await peer.ReadRequestAsync()).Stream;
            await peer.WriteAsync([.. EchoFrames.Reply(stream, phase), Http2Frame.OfReset(stream, code)]);

            var failure = await failing;
            failure.StatusCode.ShouldBe(Expected(code), $"code {code}");
            failure.Status.DebugException.ShouldNotBeNull();
        }

        var last = server.Client.CallAsync(method);
        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        (await last).ShouldBe(["hi"]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Refusal_OfARequestThatIsKept_IsTriedAgain(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        await peer.WriteAsync(Http2Frame.OfReset((await peer.ReadRequestAsync()).Stream, RefusedStream));
        var again = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(again.Stream));

        again.Body.ShouldBe(EchoFrames.Hi);
        (await call).ShouldBe(["hi"]);
    }

    [Theory]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Refusal_OfRequestsThatWereWritten_IsUnavailable(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        await peer.WriteAsync(Http2Frame.OfReset((await peer.ReadRequestAsync()).Stream, RefusedStream));

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Refusal_ThatNeverEnds_IsUnavailable(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        var refusals = 0;
        while (!failing.IsCompleted && refusals < 100)
        {
            var request = peer.ReadRequestAsync();
            if (await Task.WhenAny(request, failing) == failing)
            {
                break;
            }

            await peer.WriteAsync(Http2Frame.OfReset((await request).Stream, RefusedStream));
            refusals++;
        }

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
        refusals.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Reset_AfterTheWholeReply_ChangesNothing(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync([.. EchoFrames.Reply(stream), Http2Frame.OfReset(stream, 0)]);

        (await call).ShouldBe(["hi"]);
    }

    private static StatusCode Expected(uint code) => code switch
    {
        0 or 7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}

using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Clients that take a call back, in each of its phases: the call is freed, and its connection serves others.</summary>
public class ResetRequestTests
{
    private const uint Cancel = 8;

    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    public static MatrixTheoryData<string, bool> Ends => new(EchoCalls.Methods, [true, false]);

    // Nothing, part of a prefix, part of a message, and a message without the request's end.
    public static MatrixTheoryData<string, int> Parts => new(EchoCalls.Methods, [0, 3, EchoFrames.Hi.Length - 1, EchoFrames.Hi.Length]);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Reset_AfterPartOfTheRequest_EndsThatCallOnly(string method, int length)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(EchoFrames.RequestHead(1, method), Http2Frame.OfData(1, EchoFrames.Hi[..length]));
        await requests.SomeAsync().Bounded();
        await peer.WriteAsync(Http2Frame.OfReset(1, Cancel));
        await requests.NoneAsync().Bounded();

        await peer.ShouldAnswerAsync(3, method);
        server.Log.Count(entry => entry.EventId == 1002).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Reset_WhileTheHandlerRuns_CancelsItsToken(string method)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        var entered = server.Service.HoldFirst();

        await peer.WriteAsync(EchoFrames.Request(1, method));
        await entered.Bounded();
        await peer.WriteAsync(Http2Frame.OfReset(1, Cancel));
        await requests.NoneAsync().Bounded();

        await peer.ShouldAnswerAsync(3, method);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Connection_ThatEndsWhileHandlersRun_CancelsTheirTokens(string method, bool killed)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        using var other = await Http2Peer.ConnectAsync(server.Address);
        var entered = server.Service.HoldFirst();

        await peer.WriteAsync(EchoFrames.Request(1, method));
        await entered.Bounded();
        if (killed)
        {
            peer.Abort();
        }
        else
        {
            peer.Dispose();
        }

        await requests.NoneAsync().Bounded();
        await other.ShouldAnswerAsync(1, method);
    }

    [Fact]
    public async Task Reset_WhileTheReplyWaitsForTheWindow_FreesTheCall()
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var peer = await Http2Peer.ConnectAsync(server.Address, (Http2Frame.InitialWindowSize, 10));
        server.Service.OnSay = (_, _) => Task.FromResult(new Words { Text = new string('x', 1_000_000) });

        await peer.WriteAsync(EchoFrames.Request(1));
        var first = await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Data);
        await peer.WriteAsync(Http2Frame.OfReset(1, Cancel));
        await requests.NoneAsync().Bounded();

        first[^1].Payload.Length.ShouldBe(10);
        server.Service.OnSay = (request, _) => Task.FromResult(request);
        await peer.WriteAsync(Http2Frame.OfSettings((Http2Frame.InitialWindowSize, 1000)));
        await peer.ShouldAnswerAsync(3);
    }

    [Fact]
    public async Task GoAway_OfTheClient_LetsItsCallsEndAndClosesTheConnection()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource<Words>();
        server.Service.OnSay = (_, _) =>
        {
            entered.SetResult();
            return release.Task;
        };

        await peer.WriteAsync(EchoFrames.Request(1));
        await entered.Task.Bounded();
        await peer.WriteAsync(Http2Frame.OfGoAway(0, 0));
        await peer.SettleAsync();
        release.SetResult(new Words { Text = "hi" });

        var reply = await peer.ReadMessageAsync(1);
        reply.GrpcStatus.ShouldBe("0");
        reply.Body.ShouldBe(EchoFrames.Hi);
        await peer.ReadToEndAsync();
    }
}

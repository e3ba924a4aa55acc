using Maas.Grpc.Server.Tests.Protos;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Replies to clients that give little room for them.</summary>
public class ReplyWindowTests
{
    [Fact]
    public async Task Window_ClosedAtFirst_HoldsTheReplyUntilItOpens()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address, (Http2Frame.InitialWindowSize, 0));

        await peer.WriteAsync(EchoFrames.Request(1));
        await peer.ReadUntilAsync(frame => frame.Stream == 1 && frame.Type == Http2Frame.Headers);
        await peer.WriteAsync(Http2Frame.OfSettings((Http2Frame.InitialWindowSize, 100)));

        var reply = await peer.ReadMessageAsync(1);
        reply.Body.ShouldBe(EchoFrames.Hi);
        reply.GrpcStatus.ShouldBe("0");
    }

    [Fact]
    public async Task Window_ThatShrinksBelowNothing_HoldsTheReplyUntilItIsMadeUpFor()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address, (Http2Frame.InitialWindowSize, 100));
        server.Service.OnSay = (_, _) => Task.FromResult(new Words { Text = new string('x', 1000) });

        await peer.WriteAsync(EchoFrames.Request(1));
        var first = await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Data);
        await peer.WriteAsync(Http2Frame.OfSettings((Http2Frame.InitialWindowSize, 0)));
        await peer.WriteAsync(Http2Frame.OfWindowUpdate(1, 100));
        await peer.SettleAsync();
        await peer.WriteAsync(Http2Frame.OfWindowUpdate(1, 10_000));

        var reply = await peer.ReadMessageAsync(1);
        (first[^1].Payload.Length + reply.Body.Length).ShouldBe(5 + 3 + 1000);
        reply.GrpcStatus.ShouldBe("0");
    }

    [Fact]
    public async Task Window_OfOneByteAtATime_GivesTheWholeReply()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address, (Http2Frame.InitialWindowSize, 0));

        await peer.WriteAsync(EchoFrames.Request(1));
        List<byte> body = [];
        while (body.Count < EchoFrames.Hi.Length)
        {
            await peer.WriteAsync(Http2Frame.OfWindowUpdate(1, 1));
            body.AddRange((await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Data))[^1].Payload);
        }

        body.ShouldBe(EchoFrames.Hi);
        (await peer.ReadMessageAsync(1)).GrpcStatus.ShouldBe("0");
    }

    [Fact]
    public async Task Window_ThatStaysClosed_HoldsNoOtherCall()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address, (Http2Frame.InitialWindowSize, 0));

        await peer.WriteAsync(EchoFrames.Request(1));
        await peer.ReadUntilAsync(frame => frame.Stream == 1);
        await peer.WriteAsync(
            EchoFrames.RequestHead(3),
            Http2Frame.OfWindowUpdate(3, 100),
            Http2Frame.OfData(3, EchoFrames.Hi, endStream: true));

        (await peer.ReadMessageAsync(3)).Body.ShouldBe(EchoFrames.Hi);
    }

    [Fact]
    public async Task Deadline_OfAStreamThatIsNotRead_ResetsItAndCancelsItsHandler()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch.AddDays(20_000));
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            requests.Watch(services);
        });
        using var peer = await Http2Peer.ConnectAsync(server.Address, (Http2Frame.InitialWindowSize, 10));
        var cancelled = new TaskCompletionSource();
        server.Service.OnRepeat = async (_, replies, context) =>
        {
            using var watch = context.CancellationToken.Register(cancelled.SetResult);
            while (true)
            {
                await replies.WriteAsync(new Words { Text = new string('x', 1_000_000) });
            }
        };

        await peer.WriteAsync(EchoFrames.Request(1, "Repeat", ("grpc-timeout", "1H")));
        await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Data);
        clock.Advance(TimeSpan.FromHours(1));

        await cancelled.Task.Bounded();
        await requests.NoneAsync().Bounded();
        (await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Reset))[^1].ErrorCode.ShouldBe(8u);
        await peer.WriteAsync(
            EchoFrames.RequestHead(3),
            Http2Frame.OfWindowUpdate(3, 100),
            Http2Frame.OfData(3, EchoFrames.Hi, endStream: true));
        (await peer.ReadMessageAsync(3)).Body.ShouldBe(EchoFrames.Hi);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Deadline_OfARequestThatDoesNotCome_IsAnswered(string method)
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch.AddDays(20_000));
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            requests.Watch(services);
        });
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(EchoFrames.RequestHead(1, method, ("grpc-timeout", "1H")), Http2Frame.OfData(1, EchoFrames.Hi[..^1]));
        await requests.SomeAsync().Bounded();

        // The call may not have looked at the clock yet.
        List<Http2Frame> reply = [];
        for (var hour = 0; hour < 1000 && !reply.Any(frame => frame.Stream == 1 && frame.EndsStream); hour++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await peer.WriteAsync(Http2Frame.OfPing());
            reply.AddRange(await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Ping, Http2Frame.Ack)));
        }

        Http2Message.Of(reply.FindAll(frame => frame.Stream == 1)).GrpcStatus.ShouldBe("4");
    }
}

using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Maas.Testing;

namespace Maas.Grpc.Server.Tests.Balancing;

public class OddServerTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Server_ThatClosesEachConnection_GetsNoCallsAndIsTriedWithBackoff()
    {
        await using var servers = await ServerGroup.StartAsync(1);
        using var closing = new RawPort();
        var clock = new ManualClock(Start);
        var list = new AddressList(closing.Address, servers.Addresses[0]);
        using var channel = list.Channel(new RoundRobinConfig(), options => Slow(options, clock));
        var client = new Echo.EchoClient(channel);

        (await client.AskAsync()).ShouldBe("0");
        (await closing.AcceptAsync()).Dispose();
        await list.RefreshedAsync();
        (await client.AskAsync(times: 20)).ShouldAllBe(answer => answer == "0");
        closing.HasCaller.ShouldBeFalse();

        // 1, 1.6 and 2.56 seconds, of which the latter two may be a fifth more or less.
        foreach (var (least, most) in ((long, long)[])[(999, 1000), (1250, 1950), (2000, 3100)])
        {
            clock.Advance(TimeSpan.FromMilliseconds(least));
            closing.HasCaller.ShouldBeFalse();
            clock.Advance(TimeSpan.FromMilliseconds(most - least));
            (await closing.AcceptAsync()).Dispose();
            await list.RefreshedAsync();
            closing.HasCaller.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Server_ThatSaysNothing_GetsNoCalls()
    {
        await using var servers = await ServerGroup.StartAsync(1);
        using var silent = new RawPort();
        using var channel = new AddressList(silent.Address, servers.Addresses[0]).Channel(new RoundRobinConfig());

        var answers = new Echo.EchoClient(channel).AskAsync(times: 20);
        using var accepted = await silent.AcceptAsync();

        (await answers).ShouldAllBe(answer => answer == "0");
    }

    [Fact]
    public async Task Server_ThatSaysNothing_IsLeftAfterTheConnectTimeout()
    {
        using var silent = new RawPort();
        var clock = new ManualClock(Start);
        var list = new AddressList(silent.Address);
        using var channel = list.Channel(new PickFirstConfig(), options => Slow(options, clock));

        var call = new Echo.EchoClient(channel).AskAsync();
        using var accepted = await silent.AcceptAsync();
        clock.Advance(TimeSpan.FromSeconds(3));

        var failure = await Should.ThrowAsync<RpcException>(call);
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.Detail.ShouldBe($"{silent.Address.Authority} cannot be connected to: no answer within 3 s");
    }

    [Fact]
    public async Task Call_WhileAServerSaysNothing_EndsWithItsDeadline()
    {
        using var silent = new RawPort();
        var clock = new ManualClock(Start);
        using var channel = new AddressList(silent.Address).Channel(new RoundRobinConfig(), options => Slow(options, clock));

        var call = new Echo.EchoClient(channel).AskAsync(new CallOptions(deadline: Start.UtcDateTime.AddSeconds(1)));
        using var accepted = await silent.AcceptAsync();
        clock.Advance(TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Server_ThatSpeaksSomethingElse_IsUnavailable()
    {
        using var other = new RawPort();
        using var channel = new AddressList(other.Address).Channel(new PickFirstConfig());

        var call = new Echo.EchoClient(channel).AskAsync();
        using var accepted = await other.AcceptAsync();
        await accepted.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), SocketFlags.None);

        (await Should.ThrowAsync<RpcException>(call)).Status.Detail.ShouldContain("does not speak HTTP/2");
    }

    /// <summary>The server ends its connection in peace and its port at once: a call finds that out when it connects.</summary>
    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Call_WhoseServerCannotBeConnectedToAfterAll_GoesToAnother(string method)
    {
        await using var good = await RunningServer.StartAsync();
        using var leaving = new RawPort();
        using var channel = new AddressList(leaving.Address, good.Address).Channel(new PickFirstConfig());
        var client = new Echo.EchoClient(channel);

        var inFlight = client.CallAsync(method);
        using var peer = await leaving.AcceptPeerAsync();
        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync(Http2Frame.OfGoAway(stream, 0));
        await peer.SettleAsync();
        leaving.Dispose();
        var elsewhere = await client.CallAsync(method);
        await peer.WriteAsync(EchoFrames.Reply(stream));

        elsewhere.ShouldBe(["hi"]);
        (await inFlight).ShouldBe(["hi"]);
    }

    /// <summary>What may have been delivered is not sent again, whoever else could be asked.</summary>
    [Fact]
    public async Task Call_WhoseConnectionEnds_Fails()
    {
        await using var good = await RunningServer.StartAsync();
        using var leaving = new RawPort();
        using var channel = new AddressList(leaving.Address, good.Address).Channel(new PickFirstConfig());
        var client = new Echo.EchoClient(channel);

        var failing = client.FailureOfAsync("Say");
        using var peer = await leaving.AcceptPeerAsync();
        await peer.ReadRequestAsync();
        leaving.Dispose();
        peer.Abort();

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
        (await client.CallAsync("Say")).ShouldBe(["hi"]);
    }

    [Fact]
    public async Task Authority_IsTheAddressOfEach()
    {
        using var server = new RawPort();
        using var channel = new AddressList(server.Address).Channel(new PickFirstConfig());

        var call = new Echo.EchoClient(channel).CallAsync("Say");
        using var peer = await server.AcceptPeerAsync();
        var request = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(request.Stream));

        await call;
        request.Head[":authority"].ShouldBe(server.Address.Authority);
    }

    [Fact]
    public async Task Attempt_ThatFailsBeforeItBegins_IsFollowedByAnother()
    {
        await using var server = await RunningServer.StartAsync();
        var clock = new BrokenClock(TimeSpan.FromSeconds(17));
        using var channel = new AddressList(server.Address).Channel(new RoundRobinConfig(), options =>
        {
            options.ConnectTimeout = clock.Broken;
            options.TimeProvider = clock;
        });
        var client = new Echo.EchoClient(channel);

        var failure = await client.FailureOfAsync("Say");
        clock.IsBroken = false;

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.Detail.ShouldBe($"{server.Address.Authority} cannot be connected to: out of timers");
        (await client.CallAsync("Say", new CallOptions().WithWaitForReady())).ShouldBe(["hi"]);
    }

    private static void Slow(GrpcChannelOptions options, ManualClock clock)
    {
        options.InitialReconnectBackoff = TimeSpan.FromSeconds(1);
        options.MaxReconnectBackoff = TimeSpan.FromMinutes(2);
        options.TimeProvider = clock;
    }

    /// <summary>Has no timers of one length, in the place of a system that has no files left.</summary>
    private sealed class BrokenClock(TimeSpan broken) : TimeProvider
    {
        private volatile bool _isBroken = true;

        public TimeSpan Broken => broken;

        public bool IsBroken
        {
            set => _isBroken = value;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _isBroken && dueTime == broken ? throw new IOException("out of timers") : base.CreateTimer(callback, state, dueTime, period);
    }
}

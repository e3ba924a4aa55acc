using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Names in a DNS whose answers a test gives.</summary>
public class DnsTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress First = IPAddress.Loopback;
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Call_GoesToTheAddressAndNamesTheHost()
    {
        await using var server = await RunningServer.StartAsync();
        var dns = new Answers();
        using var channel = Channel(dns, server.Address.Port, TimeProvider.System);
        string? host = null;
        server.Service.OnSay = (request, context) =>
        {
            host = context.Host;
            return Task.FromResult(request);
        };

        var call = new Echo.EchoClient(channel).CallAsync("Say");
        (await dns.AskedAsync()).ShouldBe("models.example");
        dns.Answer(First);

        (await call).ShouldBe(["hi"]);
        host.ShouldBe($"models.example:{server.Address.Port}");
        channel.Target.ShouldBe($"models.example:{server.Address.Port}");
    }

    [Fact]
    public async Task Answers_ThatChange_MoveCalls()
    {
        await using var first = await RunningServer.StartAsync();
        await using var second = await RunningServer.StartAsync(port: first.Address.Port, ip: Second);
        first.Service.OnSay = (_, _) => Task.FromResult(new Words { Text = "first" });
        second.Service.OnSay = (_, _) => Task.FromResult(new Words { Text = "second" });
        var clock = new ManualClock(Start);
        var dns = new Answers();
        using var channel = Channel(dns, first.Address.Port, clock, TimeSpan.FromMinutes(1));
        var client = new Echo.EchoClient(channel);
        var before = client.AskAsync();
        await dns.AskedAsync();
        dns.Answer(First);
        (await before).ShouldBe("first");

        clock.Advance(TimeSpan.FromMinutes(1));
        await dns.AskedAsync();
        dns.Answer(Second);
        await channel.WaitForStateChangedAsync(ConnectivityState.Ready).Bounded();

        (await client.AskAsync()).ShouldBe("second");
    }

    [Fact]
    public async Task LookUp_ThatFails_FailsCallsUntilOneSucceeds()
    {
        await using var server = await RunningServer.StartAsync();
        var clock = new ManualClock(Start);
        var dns = new Answers();
        using var channel = Channel(dns, server.Address.Port, clock);
        var client = new Echo.EchoClient(channel);
        var failing = client.FailureOfAsync("Say");
        var waiting = client.CallAsync("Say", new CallOptions().WithWaitForReady());
        await dns.AskedAsync();
        dns.Fail("no such host");

        var failure = await failing;
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.Detail.ShouldBe("models.example cannot be looked up: no such host");
        clock.Advance(TimeSpan.FromSeconds(1));
        await dns.AskedAsync();
        waiting.IsCompleted.ShouldBeFalse();
        dns.Answer(First);
        (await waiting).ShouldBe(["hi"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LookUp_ThatFailsLaterOrFindsNothing_LeavesTheAddresses(bool fails)
    {
        await using var server = await RunningServer.StartAsync();
        var clock = new ManualClock(Start);
        var dns = new Answers();
        using var channel = Channel(dns, server.Address.Port, clock, TimeSpan.FromMinutes(1));
        var client = new Echo.EchoClient(channel);
        var before = client.CallAsync("Say");
        await dns.AskedAsync();
        dns.Answer(First);
        await before;

        clock.Advance(TimeSpan.FromMinutes(1));
        await dns.AskedAsync();
        if (fails)
        {
            dns.Fail("no such host");
        }
        else
        {
            dns.Answer();
        }

        (await client.CallAsync("Say")).ShouldBe(["hi"]);
    }

    [Fact]
    public async Task Server_ThatCannotBeReached_HasItsNameLookedUpAgainAtMostEveryFiveSeconds()
    {
        using var closing = new RawPort();
        var clock = new ManualClock(Start);
        var dns = new Answers();
        using var channel = Channel(dns, closing.Address.Port, clock);
        var failing = new Echo.EchoClient(channel).FailureOfAsync("Say");
        await dns.AskedAsync();
        dns.Answer(First);
        (await closing.AcceptAsync()).Dispose();
        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);

        // The backoff's next attempt, whose failure asks again too.
        clock.Advance(TimeSpan.FromSeconds(1));
        (await closing.AcceptAsync()).Dispose();
        clock.Advance(TimeSpan.FromSeconds(3.9));
        dns.HasBeenAsked.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.1));

        await dns.AskedAsync();
    }

    [Fact]
    public async Task Localhost_InTheSystemsDns_IsFound()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(
            $"dns:///localhost:{server.Address.Port}",
            new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });

        (await new Echo.EchoClient(channel).CallAsync("Say")).ShouldBe(["hi"]);
    }

    private static GrpcChannel Channel(Answers dns, int port, TimeProvider clock, TimeSpan? refreshInterval = null)
    {
        var factory = new DnsResolverFactory(refreshInterval ?? Timeout.InfiniteTimeSpan, dns.LookUpAsync);
        return GrpcChannel.ForAddress($"dns:///models.example:{port}", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(factory).BuildServiceProvider(),
            TimeProvider = clock,
        });
    }

    private sealed class Answers
    {
        private readonly System.Threading.Channels.Channel<string> _asked = System.Threading.Channels.Channel.CreateUnbounded<string>();
        private readonly System.Threading.Channels.Channel<IPAddress[]?> _answers = System.Threading.Channels.Channel.CreateUnbounded<IPAddress[]?>();
        private string _why = "";

        public bool HasBeenAsked => _asked.Reader.TryPeek(out _);

        public Task<string> AskedAsync() => _asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Bounded();

        public void Answer(params IPAddress[] addresses) => _answers.Writer.TryWrite(addresses);

        public void Fail(string why)
        {
            _why = why;
            _answers.Writer.TryWrite(null);
        }

        public async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
        {
            await _asked.Writer.WriteAsync(host, cancellationToken);
            return await _answers.Reader.ReadAsync(cancellationToken) ?? throw new IOException(_why);
        }
    }
}

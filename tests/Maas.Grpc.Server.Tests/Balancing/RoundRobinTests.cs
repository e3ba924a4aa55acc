using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests.Balancing;

public class RoundRobinTests
{
    [Fact]
    public async Task Calls_OverThreeServers_AreSpreadEvenly()
    {
        await using var servers = await ServerGroup.StartAsync(3);
        using var channel = new AddressList(servers.Addresses).Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        await client.ReachAsync("0", "1", "2");

        var answers = await client.AskAsync(times: 30);

        answers.CountBy(answer => answer).Select(count => count.Value).ShouldBe([10, 10, 10]);
        channel.State.ShouldBe(ConnectivityState.Ready);
    }

    [Fact]
    public async Task Calls_AtOnce_AreSpreadEvenly()
    {
        await using var servers = await ServerGroup.StartAsync(3);
        using var channel = new AddressList(servers.Addresses).Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        await client.ReachAsync("0", "1", "2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.AskAsync()));

        answers.CountBy(answer => answer).Select(count => count.Value).ShouldBe([10, 10, 10]);
    }

    [Fact]
    public async Task Server_ThatIsKilledAndComesBack_GetsNoCallsMeanwhileAndNoneFails()
    {
        await using var servers = await ServerGroup.StartAsync(3);
        var list = new AddressList(servers.Addresses);
        using var channel = list.Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        await client.ReachAsync("0", "1", "2");

        await servers.StopAsync(1);
        await list.RefreshedAsync();
        var meanwhile = await client.AskAsync(times: 40);
        await servers.RestartAsync(1);

        meanwhile.ShouldNotContain("1");
        meanwhile.CountBy(answer => answer).Count().ShouldBe(2);
        await client.ReachAsync("1");
    }

    [Fact]
    public async Task Server_ThatIsLostAndBack_IsLoggedOnceEach()
    {
        using var logs = new LogCapture();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        await using var servers = await ServerGroup.StartAsync(2);
        var list = new AddressList(servers.Addresses);
        using var channel = list.Channel(new RoundRobinConfig(), options => options.LoggerFactory = factory);
        var client = new Echo.EchoClient(channel);
        await client.ReachAsync("0", "1");

        await servers.StopAsync(1);

        // Each attempt to connect that fails asks for the addresses again.
        await list.RefreshedAsync();
        await list.RefreshedAsync();
        await list.RefreshedAsync();
        await servers.RestartAsync(1);
        await client.ReachAsync("1");

        var address = servers.Addresses[1].Authority;
        logs.Entries.Select(entry => (entry.Level, entry.EventId, entry.Message.StartsWith(address, StringComparison.Ordinal))).ShouldBe(
            [(LogLevel.Warning, 1520, true), (LogLevel.Information, 1521, true)]);
    }

    [Fact]
    public async Task AllServers_Away_FailsAtOnceAndNamesOne()
    {
        var servers = await ServerGroup.StartAsync(2);
        await servers.DisposeAsync();
        using var channel = new AddressList(servers.Addresses).Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);

        var failure = await Should.ThrowAsync<RpcException>(client.AskAsync());

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.DebugException.ShouldNotBeNull();
        servers.Addresses.ShouldContain(address => failure.Status.Detail.Contains(address.Authority));
        failure.Status.Detail.ShouldContain("refused");
        channel.State.ShouldBe(ConnectivityState.TransientFailure);
    }

    [Fact]
    public async Task Call_ThatWaits_GoesToTheFirstServerThatComes()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        await servers.StopAsync(0);
        await servers.StopAsync(1);
        using var channel = new AddressList(servers.Addresses).Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);

        var waiting = client.AskAsync(new CallOptions().WithWaitForReady());
        await Should.ThrowAsync<RpcException>(client.AskAsync());
        waiting.IsCompleted.ShouldBeFalse();
        await servers.RestartAsync(1);

        (await waiting).ShouldBe("1");
    }

    [Fact]
    public async Task Addresses_ThatChange_MoveCallsAndLetThoseInFlightEnd()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        var list = new AddressList(servers.Addresses[0]);
        using var channel = list.Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        using var inFlight = client.Chat();
        await inFlight.RequestStream.WriteAsync(new Words { Text = "before" }).Bounded();
        await inFlight.ResponseStream.MoveNext().Bounded();

        list.Change(servers.Addresses[1]);
        var answers = await client.AskAsync(times: 5);
        await inFlight.RequestStream.WriteAsync(new Words { Text = "after" }).Bounded();
        await inFlight.RequestStream.CompleteAsync().Bounded();

        answers.ShouldAllBe(answer => answer == "1");
        (await inFlight.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        inFlight.ResponseStream.Current.Text.ShouldBe("after");
        (await inFlight.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Address_ThatStands_KeepsItsConnection()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        var list = new AddressList(servers.Addresses[0]);
        using var channel = list.Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        List<string> peers = [];
        servers[0].Service.OnSay = (_, context) =>
        {
            peers.Add(context.Peer);
            return Task.FromResult(new Words { Text = "0" });
        };
        await client.AskAsync();

        list.Change(servers.Addresses[1], servers.Addresses[0], servers.Addresses[0]);
        await client.ReachAsync("1", "0");

        peers.Distinct().Count().ShouldBe(1);
    }
}

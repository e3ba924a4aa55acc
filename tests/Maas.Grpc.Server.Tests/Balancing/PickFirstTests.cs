using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Balancing;

public class PickFirstTests
{
    [Fact]
    public async Task Calls_GoToTheFirst()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        using var channel = new AddressList(servers.Addresses).Channel(new PickFirstConfig());

        (await new Echo.EchoClient(channel).AskAsync(times: 5)).ShouldBe(["0", "0", "0", "0", "0"]);
    }

    [Fact]
    public async Task Calls_WhileTheFirstIsAway_GoToTheSecond()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        await servers.StopAsync(0);
        using var channel = new AddressList(servers.Addresses).Channel(new PickFirstConfig());

        (await new Echo.EchoClient(channel).AskAsync(times: 3)).ShouldBe(["1", "1", "1"]);
    }

    [Fact]
    public async Task Channel_ThatLosesItsServer_IsIdleUntilTheNextCallWhichFindsAnother()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        var list = new AddressList(servers.Addresses);
        using var channel = list.Channel(new PickFirstConfig());
        var client = new Echo.EchoClient(channel);
        channel.State.ShouldBe(ConnectivityState.Idle);
        await client.AskAsync();

        await servers.StopAsync(0);
        await channel.WaitForStateChangedAsync(ConnectivityState.Ready).Bounded();
        var lost = channel.State;
        var second = await client.AskAsync();

        lost.ShouldBe(ConnectivityState.Idle);
        second.ShouldBe("1");
    }

    [Fact]
    public async Task AllServers_Away_FailsAndIsTriedAgain()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        await servers.StopAsync(0);
        await servers.StopAsync(1);
        using var channel = new AddressList(servers.Addresses).Channel(new PickFirstConfig());
        var client = new Echo.EchoClient(channel);
        var failure = await Should.ThrowAsync<RpcException>(client.AskAsync());

        await servers.RestartAsync(1);
        await channel.ConnectAsync().Bounded();

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        channel.State.ShouldBe(ConnectivityState.Ready);
        (await client.AskAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task Address_ThatVanishes_IsLeft()
    {
        await using var servers = await ServerGroup.StartAsync(2);
        var list = new AddressList(servers.Addresses);
        using var channel = list.Channel(new PickFirstConfig());
        var client = new Echo.EchoClient(channel);
        await client.AskAsync();

        list.Change(servers.Addresses[1]);

        (await client.AskAsync()).ShouldBe("1");
    }
}

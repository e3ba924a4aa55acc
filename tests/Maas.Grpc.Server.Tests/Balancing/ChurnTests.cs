using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Balancing;

public class ChurnTests
{
    public static TheoryData<LoadBalancingConfig> Policies => [new RoundRobinConfig(), new PickFirstConfig()];

    /// <summary>Whatever comes between a connection's end and the next one, no call is lost or fails as anything but unavailable.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Calls_WhileServersComeAndGo_AllEndAndTheChannelRecovers(LoadBalancingConfig policy)
    {
        await using var servers = await ServerGroup.StartAsync(3);
        using var channel = new AddressList(servers.Addresses).Channel(policy);
        var client = new Echo.EchoClient(channel);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => CallAsync(client, enough.Token))).ToArray();

        for (var round = 0; round < 9; round++)
        {
            await servers.StopAsync(round % 3);
            await client.AskAnywhereAsync();
            await servers.RestartAsync(round % 3);
            await client.AskAnywhereAsync();
        }

        await enough.CancelAsync();
        var codes = (await Task.WhenAll(callers).Bounded()).SelectMany(code => code).Distinct();
        codes.ShouldBeSubsetOf([StatusCode.OK, StatusCode.Unavailable]);
        (await client.AskAsync(times: 10)).Count.ShouldBe(10);
    }

    private static async Task<List<StatusCode>> CallAsync(Echo.EchoClient client, CancellationToken enough)
    {
        List<StatusCode> codes = [];
        while (!enough.IsCancellationRequested)
        {
            codes.Add(await client.StatusAsync());
        }

        return codes;
    }
}

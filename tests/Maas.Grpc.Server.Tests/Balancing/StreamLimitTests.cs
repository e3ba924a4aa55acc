using System.Collections.Concurrent;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Balancing;

public class StreamLimitTests
{
    /// <summary>Calls that all wait for each other need as many streams, of which a connection has two.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_BeyondTheStreamsOfAConnection_OpenOthers(bool isBalanced)
    {
        const int calls = 6;
        await using var server = await RunningServer.StartAsync(
            services: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 2));
        using var channel = isBalanced
            ? new AddressList(server.Address).Channel(new RoundRobinConfig())
            : GrpcChannel.ForAddress(server.Address);
        var client = new Echo.EchoClient(channel);

        // The limit is known once a call has been answered.
        await client.AskAsync();
        var entered = new CountdownEvent(calls);
        var all = new TaskCompletionSource();
        ConcurrentDictionary<string, bool> peers = new();
        server.Service.OnSay = async (request, context) =>
        {
            peers[context.Peer] = true;
            if (entered.Signal())
            {
                all.SetResult();
            }

            await all.Task;
            return request;
        };

        await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => client.AskAsync()));

        peers.Count.ShouldBeGreaterThanOrEqualTo(calls / 2);
        entered.Dispose();
    }
}

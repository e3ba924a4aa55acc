using System.Collections.Concurrent;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Servers that answer with their own number.</summary>
internal sealed class ServerGroup : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, RunningServer> _servers = new();

    public Uri[] Addresses { get; private set; } = [];

    public RunningServer this[int number] => _servers[number];

    public static async Task<ServerGroup> StartAsync(int count)
    {
        var group = new ServerGroup { Addresses = new Uri[count] };
        for (var number = 0; number < count; number++)
        {
            group.Addresses[number] = (await group.StartAsync(number, 0)).Address;
        }

        return group;
    }

    public Task StopAsync(int number) => _servers.TryRemove(number, out var server) ? server.DisposeAsync().AsTask() : Task.CompletedTask;

    public Task RestartAsync(int number) => StartAsync(number, Addresses[number].Port);

    public async ValueTask DisposeAsync()
    {
        foreach (var number in _servers.Keys)
        {
            await StopAsync(number);
        }
    }

    private async Task<RunningServer> StartAsync(int number, int port)
    {
        var server = await RunningServer.StartAsync(port: port);
        server.Service.OnSay = (_, _) => Task.FromResult(new Words { Text = $"{number}" });
        return _servers[number] = server;
    }
}

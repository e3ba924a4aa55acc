using Maas.Client;
using Maas.History.Systems;
using Microsoft.Extensions.Options;

namespace Maas.History.Driving;

/// <summary>The ways of gRPC: to each replica alone, where no call is made twice, and to all of them as our client goes.</summary>
internal sealed class Connections : IDisposable
{
    private readonly List<RegistryChannel> _channels = [];

    public Connections(SystemUnderTest system)
    {
        List<Connection> all = [.. system.Replicas.Select(replica => Open(replica.Name, [replica.Address], 1))];
        all.Add(Open("all replicas", [.. system.Replicas.Select(replica => replica.Address)], new RegistryClientOptions().MaxAttempts));
        All = all;
    }

    public IReadOnlyList<Connection> All { get; }

    public void Dispose() => _channels.ForEach(channel => channel.Dispose());

    private Connection Open(string name, IReadOnlyList<string> addresses, int attempts)
    {
        var channel = new RegistryChannel(
            Options.Create(new RegistryClientOptions { Addresses = addresses, MaxAttempts = attempts }), TimeProvider.System);
        _channels.Add(channel);
        return new Connection(name, channel.CreateCallInvoker(), attempts > 1);
    }
}

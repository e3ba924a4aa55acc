using Maas.History.Faults;
using Maas.Testing;

namespace Maas.History.Systems;

/// <summary>A data folder for one registry.</summary>
internal sealed class SqliteHistoryStore : IHistoryStore
{
    private readonly TemporaryFolder _folder = new();

    public int Replicas => 1;

    public CuttableProxy? ProxyOf(int replica) => null;

    public IReadOnlyList<string> ArgumentsOf(int replica) => ["--data", _folder.Path];

    public Task<long> EndConnectionsAsync() => Task.FromResult(0L);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

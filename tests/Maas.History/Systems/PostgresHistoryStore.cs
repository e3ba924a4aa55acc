using Maas.History.Faults;
using Maas.Testing;
using Npgsql;

namespace Maas.History.Systems;

/// <summary>A throw-away PostgreSQL, which each replica reaches by a proxy of its own.</summary>
internal sealed class PostgresHistoryStore : IHistoryStore
{
    private readonly PostgresCluster _cluster;
    private readonly string _database;
    private readonly CuttableProxy[] _proxies;

    private PostgresHistoryStore(PostgresCluster cluster, string database)
    {
        _cluster = cluster;
        _database = database;
        _proxies = [new CuttableProxy(cluster.Port), new CuttableProxy(cluster.Port)];
    }

    public int Replicas => _proxies.Length;

    public static async Task<IHistoryStore> StartAsync()
    {
        var cluster = await PostgresCluster.StartAsync(CancellationToken.None);
        try
        {
            return new PostgresHistoryStore(cluster, await cluster.CreateDatabaseAsync(CancellationToken.None));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public CuttableProxy? ProxyOf(int replica) => _proxies[replica];

    public IReadOnlyList<string> ArgumentsOf(int replica) =>
        ["--database", new NpgsqlConnectionStringBuilder(_database) { Port = _proxies[replica].Port }.ConnectionString];

    public Task<long> EndConnectionsAsync() => PostgresCluster.ScalarAsync<long>(
        _database,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        await _cluster.DisposeAsync();
    }
}

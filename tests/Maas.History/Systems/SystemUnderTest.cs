using Maas.Testing;

namespace Maas.History.Systems;

/// <summary>Replicas of the registry on one store, and one gateway over all of them.</summary>
internal sealed class SystemUnderTest : IAsyncDisposable
{
    private readonly ServiceProcessUnderTest _gateway;

    private SystemUnderTest(IHistoryStore store, IReadOnlyList<Replica> replicas, ServiceProcessUnderTest gateway)
    {
        Store = store;
        Replicas = replicas;
        _gateway = gateway;
        Http = new HttpClient { BaseAddress = gateway.AddressOf("REST"), Timeout = TimeSpan.FromSeconds(10) };
    }

    public IHistoryStore Store { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    /// <summary>REST.</summary>
    public HttpClient Http { get; }

    public IEnumerable<string> LoggedErrors => Replicas.SelectMany(replica => replica.LoggedErrors).Concat(_gateway.LoggedErrors);

    public static async Task<SystemUnderTest> StartAsync(StoreKind kind)
    {
        var store = await OpenStoreAsync(kind);
        Replica[] replicas = [.. Enumerable.Range(0, store.Replicas).Select(number => new Replica($"replica {number + 1}", store.ArgumentsOf(number)))];
        try
        {
            // One after the other: the first one makes the tables.
            foreach (var replica in replicas)
            {
                await replica.StartAsync();
            }

            var gateway = await ServiceProcessUnderTest.StartAsync(
                "Maas.ApiGateway",
                ["--http-port", "0", "--call-timeout", "2s", "--log-level", "Warning", .. replicas.SelectMany(replica => new[] { "--registry", replica.Address })]);
            return new SystemUnderTest(store, replicas, gateway);
        }
        catch
        {
            await EndAsync(replicas, store);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _gateway.DisposeAsync();
        await EndAsync(Replicas, Store);
    }

    private static Task<IHistoryStore> OpenStoreAsync(StoreKind kind) => kind switch
    {
        StoreKind.Postgres => PostgresHistoryStore.StartAsync(),
        StoreKind.Sqlite => Task.FromResult<IHistoryStore>(new SqliteHistoryStore()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such store."),
    };

    private static async Task EndAsync(IEnumerable<Replica> replicas, IHistoryStore store)
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        await store.DisposeAsync();
    }
}

using Maas.Models;
using Maas.Storage.Postgres;
using Maas.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>A database of one test, with stores in it, and a look at it from outside.</summary>
internal sealed class PostgresDatabaseUnderTest(string connectionString)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string ConnectionString => connectionString;

    public ManualClock Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public static async Task<PostgresDatabaseUnderTest> CreateAsync(PostgresCluster cluster) => new(await cluster.CreateDatabaseAsync(Cancelled));

    public static PlainCatalog Catalog(IModelStore store) => new(new ModelCatalog(store, new ModelLimits(), TimeProvider.System, _ => 0));

    public Task<PostgresModelStore> OpenAsync() => OpenAsync(connectionString, new PostgresStoreOptions());

    public Task<PostgresModelStore> OpenAsync(string where, PostgresStoreOptions options) =>
        PostgresModelStore.OpenAsync(where, Clock, options, NullLogger<PostgresModelStore>.Instance, Cancelled);

    public Task ExecuteAsync(string sql) => PostgresCluster.ExecuteAsync(connectionString, sql, Cancelled);

    public Task<T> ScalarAsync<T>(string sql) => PostgresCluster.ScalarAsync<T>(connectionString, sql, Cancelled);

    /// <summary>Holds the lock of all writers until it is disposed of.</summary>
    public async Task<NpgsqlConnection> HoldWritersAsync()
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Application Name=test");
        await connection.OpenAsync(Cancelled);
        await connection.ExecuteAsync("BEGIN; SELECT * FROM maas.change_log FOR UPDATE", Cancelled);
        return connection;
    }

    /// <summary>Waits until a number of the stores' connections wait for that lock.</summary>
    public async Task WaitForWaitingWritersAsync(int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'maas' AND wait_event_type = 'Lock'") != count)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Checks that the log has no gap and tells of exactly these models' creation, as the tables do.</summary>
    public async Task ShouldHoldExactlyAsync(IModelStore store, IReadOnlyCollection<ModelId> ids)
    {
        var changes = (await store.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes;
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes.Length).Select(i => (long)i));
        changes.Where(change => change.Kind == ChangeKind.Created).Select(change => change.Model.Id).ShouldBe(ids, ignoreOrder: true);
        (await ScalarAsync<long>("SELECT count(*) FROM maas.models")).ShouldBe(ids.Count);
        (await ScalarAsync<long>("SELECT newest FROM maas.change_log")).ShouldBe(changes.Length);
    }
}

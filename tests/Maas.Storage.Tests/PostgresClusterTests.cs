using Maas.Testing;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>The throw-away server of the tests does what they rely on.</summary>
public sealed class PostgresClusterTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledAndLaunched_HoldsWhatWasCommitted()
    {
        await using var cluster = await PostgresCluster.StartAsync(Cancelled);
        var database = await cluster.CreateDatabaseAsync(Cancelled);
        await PostgresCluster.ExecuteAsync(database, "CREATE TABLE t (x int); INSERT INTO t VALUES (7)", Cancelled);

        await cluster.KillAsync(Cancelled);
        await Should.ThrowAsync<NpgsqlException>(() => PostgresCluster.ExecuteAsync(database, "SELECT 1", Cancelled));
        await cluster.LaunchAsync(Cancelled);
        (await PostgresCluster.ScalarAsync<int>(database, "SELECT x FROM t", Cancelled)).ShouldBe(7);

        await cluster.RestartAsync(Cancelled);
        (await PostgresCluster.ScalarAsync<int>(database, "SELECT x FROM t", Cancelled)).ShouldBe(7);
    }

    [Fact]
    public async Task Disposed_NothingIsLeft()
    {
        var cluster = await PostgresCluster.StartAsync(Cancelled);
        var database = cluster.ConnectionString("postgres");
        (await PostgresCluster.ScalarAsync<string>(database, "SHOW fsync", Cancelled)).ShouldBe("on");

        await cluster.DisposeAsync();

        Directory.Exists(cluster.SocketFolder).ShouldBeFalse();
        await Should.ThrowAsync<NpgsqlException>(() => PostgresCluster.ExecuteAsync(database, "SELECT 1", Cancelled));
    }
}

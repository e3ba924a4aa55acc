using System.Collections.Concurrent;
using Maas.Models;
using Maas.Storage.Postgres;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>Connections that end at any moment, and what callers are told.</summary>
public sealed class PostgresLostConnectionTests(PostgresServer server)
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const string EndAll =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'maas'";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ACommitThatIsNotAnswered_IsFoundToBeMade()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var proxy = new CuttingProxy(server.Cluster.Port);
        await using var store = await database.OpenAsync(Through(proxy, database), new PostgresStoreOptions());
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var first = await catalog.CreateAsync(Trusted, Bert, Cancelled);

        proxy.CutNextCommit();
        var second = await catalog.CreateAsync(Trusted, Bert with { Version = "2" }, Cancelled).WaitAsync(Limit, Cancelled);
        proxy.CutNextCommit();
        var changed = await catalog.SetStatusAsync(Trusted, first.Id.ToString(), "ready", first.Etag, Cancelled).WaitAsync(Limit, Cancelled);
        var third = await catalog.CreateAsync(Trusted, Bert with { Version = "3" }, Cancelled).WaitAsync(Limit, Cancelled);

        proxy.Cuts.ShouldBe(2);
        (await catalog.GetAsync(Trusted, first.Id.ToString(), Cancelled)).Etag.ShouldBe(changed.Etag);
        await database.ShouldHoldExactlyAsync(store, [first.Id, second.Id, third.Id]);
    }

    [Fact]
    public async Task ACommitThatIsNotAnswered_WhereTheDatabaseStaysAway_IsUnknown()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var proxy = new CuttingProxy(server.Cluster.Port) { RefusesAfterCut = true };
        await using var store = await database.OpenAsync(
            Through(proxy, database), new PostgresStoreOptions { OutcomeLimit = TimeSpan.FromMilliseconds(300) });
        var catalog = PostgresDatabaseUnderTest.Catalog(store);

        proxy.CutNextCommit();
        var unknown = await Should.ThrowAsync<RegistryException>(() => catalog.CreateAsync(Trusted, Bert, Cancelled).WaitAsync(Limit, Cancelled));
        var away = await Should.ThrowAsync<RegistryException>(() => catalog.CreateAsync(Trusted, Bert with { Version = "2" }, Cancelled).WaitAsync(Limit, Cancelled));

        unknown.Reason.ShouldBe(RegistryReason.OutcomeUnknown);
        away.Reason.ShouldBe(RegistryReason.StoreUnavailable);
        proxy.Refuses = false;
        var back = await catalog.CreateAsync(Trusted, Bert with { Version = "3" }, Cancelled).WaitAsync(Limit, Cancelled);
        (await catalog.ListAsync(Trusted, new ModelQuery(), Cancelled)).Models.Select(model => model.Version).ShouldBe([back.Version, "1"], ignoreOrder: true);
    }

    // The commit itself waits, behind a trigger that runs in it, and its connection is ended there.
    [Fact]
    public async Task ACommitThatIsEnded_IsMadeAgain()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        await database.ExecuteAsync(
            """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON maas.changes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();
            """);
        Task<RegisteredModel> create;
        await using (var holder = new NpgsqlConnection(database.ConnectionString + ";Pooling=false"))
        {
            await holder.OpenAsync(Cancelled);
            await holder.ExecuteAsync("SELECT pg_advisory_lock(7)", Cancelled);
            create = PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert, Cancelled);
            await database.WaitForWaitingWritersAsync(1);
            await database.ExecuteAsync(EndAll);
        }

        var model = await create.WaitAsync(Limit, Cancelled);
        await database.ShouldHoldExactlyAsync(store, [model.Id]);
    }

    [Fact]
    public async Task ATransactionThatIsEndedBeforeItsCommit_IsMadeAgain()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        Task<RegisteredModel> create;
        await using (await database.HoldWritersAsync())
        {
            create = PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert, Cancelled);
            await database.WaitForWaitingWritersAsync(1);
            await database.ExecuteAsync(EndAll);
        }

        var model = await create.WaitAsync(Limit, Cancelled);
        await database.ShouldHoldExactlyAsync(store, [model.Id]);
    }

    [Fact]
    public async Task ReadsAfterAllConnectionsWereEnded_Succeed()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.CheckAsync(Cancelled).AsTask()));

        await database.ExecuteAsync(EndAll);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.CheckAsync(Cancelled).AsTask()));
        (await store.ListAsync(new ModelListing { Filter = new ModelFilter(), Take = 1 }, Cancelled)).Models.ShouldBeEmpty();
    }

    [Fact]
    public async Task ACancelledRead_IsCancelledInTheDatabase()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        await using var holder = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await holder.OpenAsync(Cancelled);
        await holder.ExecuteAsync("BEGIN; LOCK TABLE maas.models IN ACCESS EXCLUSIVE MODE", Cancelled);
        using var cancellation = new CancellationTokenSource();
        var list = store.ListAsync(new ModelListing { Filter = new ModelFilter(), Take = 1 }, cancellation.Token).AsTask();
        await database.WaitForWaitingWritersAsync(1);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => list.WaitAsync(Limit, Cancelled));
        await database.WaitForWaitingWritersAsync(0);
    }

    // Whoever was told that it was made finds it, and whoever was told that nothing was changed does not.
    [Fact]
    public async Task ConnectionsEndedAgainAndAgain_EveryAnswerIsTrue()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var made = new ConcurrentBag<ModelId>();
        using var progress = new SemaphoreSlim(0);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        done.CancelAfter(Limit);

        var writers = Enumerable.Range(0, 8).Select(client => Task.Run(() => WriteAsync(client % 2 == 0 ? one : other, client), Cancelled)).ToArray();
        for (var kill = 0; kill < 40; kill++)
        {
            await progress.WaitAsync(done.Token);
            await database.ExecuteAsync(EndAll);
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
        await database.ShouldHoldExactlyAsync(one, made);

        async Task WriteAsync(PostgresModelStore store, int client)
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                try
                {
                    made.Add((await PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert with { Name = $"c{client}", Version = $"{i}" }, Cancelled)).Id);
                }
                catch (RegistryException error) when (error.Reason == RegistryReason.StoreUnavailable)
                {
                    // Not made, and the log must not have it.
                }

                progress.Release();
            }
        }
    }

    private static string Through(CuttingProxy proxy, PostgresDatabaseUnderTest database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = proxy.Port }.ConnectionString;
}

using Maas.Models;
using Maas.Storage.Postgres;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>Real failures of the database, and what is left after them; and how rows lie.</summary>
public sealed class PostgresFailureTests(PostgresServer server)
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // A fault of ours in one mutation must not take the others of its transaction along.
    [Fact]
    public async Task AMutationThatTheSchemaRefuses_FailsAlone()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var model = await catalog.CreateAsync(Trusted, Bert, Cancelled);

        // The one character that PostgreSQL's text cannot hold; the registry's rules do not let it in.
        const string unstorable = "\0";
        var calls = Enumerable.Range(0, 60).Select(i => (i % 4) switch
        {
            0 => store.ChangeAsync(Trusted, ChangeKind.Updated, model.Id, (current, _) => current with { Name = unstorable + i }, Cancelled),
            1 => CreateAsync($"v{i}"),
            2 when i % 8 == 2 => CreateAsync(unstorable + i),
            2 => CreateAsync($"v{i}", new IdempotencyKey("", unstorable + i, [1], TimeSpan.FromHours(1))),
            _ => store.ChangeAsync(Trusted, ChangeKind.StatusChanged, model.Id, (current, now) => current.WithStatus((ModelStatus)(i / 4 % 2), now), Cancelled),
        }).ToArray();

        for (var i = 0; i < calls.Length; i++)
        {
            var error = await Record.ExceptionAsync(() => calls[i]);
            (error is null).ShouldBe(i % 2 == 1, error?.ToString());
            (error as PostgresException)?.SqlState.ShouldBe(PostgresErrorCodes.CharacterNotInRepertoire);
        }

        (await catalog.ListAsync(Trusted, new ModelQuery(), Cancelled)).Total.ShouldBe(16);
        var changes = (await store.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes;
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes.Length).Select(i => (long)i));
        changes.Count(change => change.Kind == ChangeKind.Created).ShouldBe(16);

        async Task CreateAsync(string version, IdempotencyKey? key = null) => await store.CreateAsync(
            Trusted, key, _ => model with { Id = ModelId.New(database.Clock), Version = version }, Cancelled);
    }

    [Fact]
    public async Task ADatabaseThatRefusesToWrite_FailsMutations_NotReads_AndTheStoreGoesOn()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var first = await catalog.CreateAsync(Trusted, Bert, Cancelled);
        await database.ExecuteAsync(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON maas.changes EXECUTE FUNCTION full_disk();
            """);

        Task<RegisteredModel>[] refused = [.. Enumerable.Range(0, 8).Select(i => catalog.CreateAsync(Trusted, Bert with { Version = $"r{i}" }, Cancelled))];
        var errors = new List<RegistryException>();
        foreach (var create in refused)
        {
            errors.Add(await Should.ThrowAsync<RegistryException>(() => create));
        }

        errors.ShouldAllBe(error => error.Reason == RegistryReason.StoreUnavailable);
        errors.ShouldBeUnique();
        (await catalog.GetAsync(Trusted, first.Id.ToString(), Cancelled)).Id.ShouldBe(first.Id);
        await store.CheckAsync(Cancelled);
        await database.ExecuteAsync("DROP TRIGGER full_disk ON maas.changes");
        var second = await catalog.CreateAsync(Trusted, Bert with { Version = "2" }, Cancelled);
        await database.ShouldHoldExactlyAsync(store, [first.Id, second.Id]);
    }

    [Fact]
    public async Task ExpiredRequests_AreRemovedAlongTheWay()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        await Task.WhenAll(Enumerable.Range(0, 150).Select(
            i => catalog.CreateAsync(Trusted, Bert with { Version = $"{i}", RequestId = $"r{i}" }, Cancelled)));

        database.Clock.Advance(TimeSpan.FromHours(24));
        await catalog.CreateAsync(Trusted, Bert with { Version = "a", RequestId = "r7" }, Cancelled);
        (await database.ScalarAsync<long>("SELECT count(*) FROM maas.create_requests")).ShouldBeInRange(50, 51);

        await catalog.CreateAsync(Trusted, Bert with { Version = "b", RequestId = "rb" }, Cancelled);
        (await database.ScalarAsync<long>("SELECT count(*) FROM maas.create_requests")).ShouldBe(2);
    }

    // A replica that stops in the middle of a step must not keep the writers of the others waiting.
    [Fact]
    public async Task ACompactionThatStops_IsEndedByTheServer()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        await PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert, Cancelled);
        await PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert with { Version = "2" }, Cancelled);
        await database.ExecuteAsync(
            """
            CREATE TABLE seen (setting text);
            CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN INSERT INTO public.seen VALUES (current_setting('idle_in_transaction_session_timeout')); RETURN NULL; END $$;
            CREATE TRIGGER look AFTER INSERT ON maas.change_snapshot EXECUTE FUNCTION look();
            """);

        await store.CompactAsync(2, Cancelled);

        (await database.ScalarAsync<string>("SELECT setting FROM seen")).ShouldBe("10s");
    }

    // As many as share a transaction, each as large as may be.
    [Fact]
    public async Task TheLargestBatch_IsMadeTogether()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var large = Bert with { Metadata = Enumerable.Range(0, 10).ToDictionary(i => $"k{i}", i => new string((char)('a' + i), 4_000)) };
        Task<RegisteredModel> first;
        Task<RegisteredModel>[] together;
        await using (await database.HoldWritersAsync())
        {
            first = catalog.CreateAsync(Trusted, Bert, Cancelled);
            await database.WaitForWaitingWritersAsync(1);
            together = [.. Enumerable.Range(0, 256).Select(i => catalog.CreateAsync(Trusted, large with { Version = $"v{i}" }, Cancelled))];
        }

        var made = await Task.WhenAll([first, .. together]);

        await database.ShouldHoldExactlyAsync(store, [.. made.Select(model => model.Id)]);
        (await database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM maas.changes")).ShouldBe(2);
    }

    // Listings may take long and come in any number; what is quick does not wait for them, nor does what a caller has to have seen.
    [Fact]
    public async Task ManySlowReads_LeaveRoomForWhatIsQuick()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        await using var holder = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await holder.OpenAsync(Cancelled);
        await holder.ExecuteAsync("BEGIN; LOCK TABLE maas.changes IN ACCESS EXCLUSIVE MODE", Cancelled);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var slow = Enumerable.Range(0, 200).Select(_ => store.ReadChangesAsync(0, 1, cancellation.Token).AsTask()).ToArray();
        await database.WaitForWaitingWritersAsync(15);

        await store.CheckAsync(Cancelled).AsTask().WaitAsync(Limit, Cancelled);
        (await store.FindAsync(ModelId.New(database.Clock), Cancelled).AsTask().WaitAsync(Limit, Cancelled)).Value.ShouldBeNull();
        await database.ExecuteAsync("UPDATE maas.change_log SET newest = 5");
        await new RevisionBarrier(store, TimeSpan.FromMinutes(1), TimeProvider.System).PassAsync(5, Cancelled).AsTask().WaitAsync(Limit, Cancelled);

        await cancellation.CancelAsync();
        foreach (var read in slow)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => read.WaitAsync(Limit, Cancelled));
        }
    }

    // What the server does by default must not make acknowledged changes less than durable.
    [Fact]
    public async Task AsynchronousCommit_IsTurnedOnForOurs()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using (await database.OpenAsync())
        {
        }

        await database.ExecuteAsync(
            """
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$;
            CREATE TABLE seen (setting text);
            CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER look AFTER INSERT ON maas.changes EXECUTE FUNCTION look();
            """);
        await using var store = await database.OpenAsync();
        await PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert, Cancelled);

        (await database.ScalarAsync<string>("SHOW synchronous_commit")).ShouldBe("off");
        (await database.ScalarAsync<string>("SELECT setting FROM seen")).ShouldBe("on");
    }

    [Fact]
    public async Task Rows_AreAsDocumented()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        string[] tags = ["b", "a,\"\\ {}", "NULL", " "];
        var model = await catalog.CreateAsync(
            Trusted, Bert with { Name = "BÉRT", Tags = tags, Metadata = new Dictionary<string, string> { ["k"] = "v" } }, Cancelled);

        (await database.ScalarAsync<string>("SELECT id || name_folded || (metadata->>'k') FROM maas.models")).ShouldBe($"{model.Id}bértv");
        (await database.ScalarAsync<string[]>("SELECT tags FROM maas.models")).ShouldBe(tags);
        (await database.ScalarAsync<DateTime>("SELECT created_at FROM maas.models")).ShouldBe(model.CreatedAt.UtcDateTime);
        (await database.ScalarAsync<string>("SELECT revision || kind || actor || request_id || tenant_id || model_id FROM maas.changes"))
            .ShouldBe($"1createdtrustedrdefault{model.Id}");
        (await database.ScalarAsync<string>("SELECT (model::json->>'id') || (model::json->>'etag') FROM maas.changes")).ShouldBe($"{model.Id}{model.Etag}");

        await catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);
        (await database.ScalarAsync<long>("SELECT count(*) FROM maas.models WHERE deleted_at IS NOT NULL")).ShouldBe(1);
    }
}

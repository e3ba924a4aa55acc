using Maas.Models;
using Maas.Storage.Postgres;
using Maas.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>
/// A database of each version of the schema, with data in it as that version wrote them, is opened by this one. A new migration brings a
/// case: what is in a database of its version. It is written by SQL, so that it stays what it was.
/// </summary>
public sealed class PostgresUpgradeTests(PostgresServer server)
{
    private const string Model =
        """
        {"id":"0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11","tenant_id":"acme","owner_id":"anna","name":"bert","version":"1.0.0","framework":"onnx",
        "status":"ready","tags":["nlp"],"etag":"e2","created_at":"2026-01-02T03:04:05+00:00","updated_at":"2026-01-02T03:04:06+00:00"}
        """;

    private const string Gone =
        """
        {"id":"0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e12","tenant_id":"acme","owner_id":"anna","name":"gone","version":"1","framework":"onnx",
        "status":"pending","etag":"e3","created_at":"2026-01-02T03:04:05+00:00","updated_at":"2026-01-02T03:04:07+00:00",
        "deleted_at":"2026-01-02T03:04:07+00:00"}
        """;

    // Versions in the order in which they were; each builds on the one before it. Of the first: a log that is compacted up to its
    // second revision, a model that lives, one that is deleted, and what a create gave. The key of a name is the first half of the
    // SHA-256 of "4 4 acmebert1.0.0".
    private static readonly string[] Data =
    [
        $$"""
        INSERT INTO models VALUES
          ('0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11', substr(encode(sha256('4 4 acmebert1.0.0'), 'hex'), 1, 32)::uuid, 'acme', 'anna', 'bert', 'bert',
           '1.0.0', 'onnx', 'ready', false, 'e2', '2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z', NULL, 7, '', '', '', '{nlp}', '{"k": "v"}', 'text'),
          ('0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e12', NULL, 'acme', 'anna', 'gone', 'gone',
           '1', 'onnx', 'pending', false, 'e3', '2026-01-02T03:04:05Z', '2026-01-02T03:04:07Z', '2026-01-02T03:04:07Z', 0, '', '', '', '{}', '{}', '');
        INSERT INTO change_snapshot VALUES
          ('0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11', 1, '2026-01-02T03:04:05Z', 'acme', 'anna', 'r-1', 'once', 'created', NULL, '{{Model}}'),
          ('0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e12', 2, '2026-01-02T03:04:05Z', 'acme', 'anna', 'r-2', '', 'created', NULL, '{{Gone}}');
        INSERT INTO changes VALUES
          (2, '2026-01-02T03:04:05Z', 'acme', 'anna', 'r-2', '', 'created', NULL, '0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e12', '{{Gone}}'),
          (3, '2026-01-02T03:04:06Z', 'acme', 'ben', 'r-3', '', 'tags_changed', '{"tags":["old"]}', '0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11', '{{Model}}'),
          (4, '2026-01-02T03:04:07Z', 'acme', 'anna', 'r-4', '', 'deleted', NULL, '0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e12', '{{Gone}}');
        UPDATE change_log SET newest = 4, oldest = 2, snapshot = 2;
        INSERT INTO create_requests VALUES ('scope', 'once', '\x01', '2100-01-01T00:00:00Z', '{{Model}}');
        INSERT INTO secrets VALUES ('page_token', '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
        """,
    ];

    private static readonly Caller Anna = new("anna", "acme", "r-5");

    public static TheoryData<int> Versions => new(Enumerable.Range(1, StoreMigrations.All.Count));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void EveryVersion_HasACase() => Data.Length.ShouldBe(StoreMigrations.All.Count);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ADatabaseOfAVersion_KeepsItsModelsAndItsLog(int version)
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await WriteAsync(database, version);

        await using (var store = await database.OpenAsync())
        {
            await ShouldHoldWhatWasWrittenAsync(store);
            var catalog = PostgresDatabaseUnderTest.Catalog(store);
            var bert = new NewModel { Name = "bert", Version = "1.0.0", Framework = "onnx", TenantId = "acme" };
            (await Should.ThrowAsync<RegistryException>(() => catalog.CreateAsync(Anna, bert, Cancelled))).Code.ShouldBe(RegistryErrorCode.AlreadyExists);
            await catalog.AddTagsAsync(Anna, "0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11", ["cv"], "e2", Cancelled);
        }

        await using var reopened = await database.OpenAsync();
        (await database.ScalarAsync<int>("SELECT max(version) FROM maas.maas_migrations")).ShouldBe(StoreMigrations.All.Count);
        var last = (await reopened.ReadChangesAsync(4, 10, Cancelled)).Changes.Single();
        (last.Revision, last.Kind, last.RequestId).ShouldBe((5, ChangeKind.TagsChanged, "r-5"));
        last.Prior!.Tags!.Value.ShouldBe(["nlp"]);
        (await reopened.CompactAsync(5, Cancelled)).ShouldBe(5);
        (await reopened.ReadSnapshotAsync(null, 10, Cancelled)).Changes.Select(change => change.Revision).ShouldBe([5, 4]);
    }

    private static async Task ShouldHoldWhatWasWrittenAsync(PostgresModelStore store)
    {
        var model = (await PostgresDatabaseUnderTest.Catalog(store).ListAsync(Anna, new ModelQuery { Tags = ["nlp"] }, Cancelled)).Models.Single();
        (model.Name, model.Status, model.Etag, model.Size, model.Metadata["k"]).ShouldBe(("bert", ModelStatus.Ready, "e2", 7, "v"));
        model.UpdatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero));

        var log = await store.ReadChangesAsync(1, 10, Cancelled);
        (log.Newest, log.Oldest, store.NewestRevision).ShouldBe((4, 2, 4));
        log.Changes.Select(change => (change.Revision, change.Kind, change.Actor, change.RequestId)).ShouldBe([
            (2, ChangeKind.Created, "anna", "r-2"), (3, ChangeKind.TagsChanged, "ben", "r-3"), (4, ChangeKind.Deleted, "anna", "r-4"),
        ]);
        log.Changes[1].Prior!.Tags!.Value.ShouldBe(["old"]);
        var snapshot = await store.ReadSnapshotAsync(null, 10, Cancelled);
        (snapshot.Revision, snapshot.Changes.Length, snapshot.Changes[0].IdempotencyId).ShouldBe((2, 2, "once"));

        var again = await store.CreateAsync(
            Anna, new IdempotencyKey("scope", "once", [1], TimeSpan.FromHours(24)), _ => throw new InvalidOperationException("done before"), Cancelled);
        (again.Value.Etag, again.Revision).ShouldBe(("e2", 4));
        store.PageTokenKey.ToArray().ShouldBe([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    }

    // Each version's data are written before the next migration, which then finds them.
    private static async Task WriteAsync(PostgresDatabaseUnderTest database, int version)
    {
        var where = database.ConnectionString + ";Pooling=false;Search Path=maas";
        await using var connection = new NpgsqlConnection(where);
        await connection.OpenAsync(Cancelled);
        for (var step = 1; step <= version; step++)
        {
            await new Schema([.. StoreMigrations.All.Take(step)], new SchemaName("maas"), "test", NullLogger.Instance).MigrateAsync(connection, Cancelled);
            await PostgresCluster.ExecuteAsync(where, Data[step - 1], Cancelled);
        }
    }
}

using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

/// <summary>
/// A database of each earlier version of the schema, with data in it as that version wrote them, is opened by this one. A new migration
/// brings a case: what is in a database of the version before it.
/// </summary>
public sealed class SqliteUpgradeTests : IDisposable
{
    private const string Model =
        """
        {"id":"0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11","tenant_id":"acme","owner_id":"anna","name":"bert","version":"1.0.0","framework":"onnx",
        "status":"ready","tags":["nlp"],"etag":"e2","created_at":"2026-01-02T03:04:05+00:00","updated_at":"2026-01-02T03:04:06+00:00"}
        """;

    // Versions in the order in which they were; each builds on the one before it.
    private static readonly string[] Data =
    [
        $$"""
        INSERT INTO models VALUES (
          7, x'0198f3c27a5e7cc19d0e2f6b1a4c8e11', 'acme', 'anna', 'bert', 'bert', '1.0.0', 'onnx', 'ready', 0, 'e2', 1767323045000000,
          1767323046000000, NULL, 0, '', '', '', '["nlp"]', '{}', '');
        INSERT INTO model_tags VALUES ('nlp', 7);
        INSERT INTO changes (time, tenant_id, actor, request_id, kind, model_id, model) VALUES
          (1767323045000000, 'acme', 'anna', 'r-1', 'created', x'0198f3c27a5e7cc19d0e2f6b1a4c8e11', '{{Model}}'),
          (1767323046000000, 'acme', 'ben', 'r-2', 'status_changed', x'0198f3c27a5e7cc19d0e2f6b1a4c8e11', '{{Model}}');
        INSERT INTO secrets VALUES ('page_token', x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
        """,
    ];

    private readonly SqliteFolder _folder = new();

    public static TheoryData<int> EarlierVersions => new(Enumerable.Range(1, StoreMigrations.All.Count - 1));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryEarlierVersion_HasACase() => Data.Length.ShouldBe(StoreMigrations.All.Count - 1);

    [Theory]
    [MemberData(nameof(EarlierVersions))]
    public async Task ADatabaseOfAnEarlierVersion_KeepsItsModelsAndItsLog(int version)
    {
        Write(version);

        await using (var store = await _folder.OpenAsync())
        {
            var catalog = SqliteFolder.Catalog(store);
            var anna = new Caller("anna", "acme", "r-3");
            var model = (await catalog.ListAsync(anna, new ModelQuery { Tags = ["nlp"] }, Cancelled)).Models.Single();
            (model.Name, model.Status, model.Etag).ShouldBe(("bert", ModelStatus.Ready, "e2"));

            await catalog.AddTagsAsync(anna, model.Id.ToString(), ["cv"], "e2", Cancelled);
        }

        await using var reopened = await _folder.OpenAsync();
        var log = await reopened.ReadChangesAsync(0, 10, Cancelled);
        (log.Newest, log.Oldest).ShouldBe((3, 1));
        log.Changes.Select(change => (change.Revision, change.Kind, change.Actor, change.RequestId, change.IdempotencyId)).ShouldBe([
            (1, ChangeKind.Created, "anna", "r-1", ""),
            (2, ChangeKind.StatusChanged, "ben", "r-2", ""),
            (3, ChangeKind.TagsChanged, "anna", "r-3", ""),
        ]);
        log.Changes[2].Prior!.Tags!.Value.ShouldBe(["nlp"]);
        reopened.PageTokenKey.ToArray().ShouldBe([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        (await reopened.CompactAsync(3, Cancelled)).ShouldBe(3);
    }

    [Fact]
    public async Task AnEmptyDatabaseOfTheFirstVersion_BeginsItsLogAtOne()
    {
        Write(1, withData: false);

        await using var store = await _folder.OpenAsync();
        var created = await SqliteFolder.Catalog(store).WithRevisions.CreateAsync(
            Caller.Trusted("r"), new NewModel { Name = "a", Version = "1", Framework = "onnx" }, Cancelled);
        created.Revision.ShouldBe(1);
    }

    private void Write(int version, bool withData = true)
    {
        using var connection = _folder.Connect();
        for (var step = 1; step <= version; step++)
        {
            new Schema([.. StoreMigrations.All.Take(step)], NullLogger.Instance).Migrate(connection);
            if (withData)
            {
                connection.Execute(Data[step - 1]);
            }
        }
    }
}

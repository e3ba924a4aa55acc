using Maas.Models;
using Maas.Storage.Sqlite;

namespace Maas.Storage.Tests;

/// <summary>Real failures of the database, and what is left after them.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };

    private readonly SqliteFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    // As many pages more as every small model finds room on, and no large one.
    [Fact]
    public async Task AFullDisk_FailsWholeTransactions_AndTheStoreGoesOn()
    {
        await using (await _folder.OpenAsync())
        {
        }

        var acknowledged = new List<ModelId>();
        var pages = (int)_folder.Scalar<long>("PRAGMA page_count");
        await using (var store = await _folder.OpenAsync(new SqliteStoreOptions { MaxPageCount = pages + 15 }))
        {
            var catalog = SqliteFolder.Catalog(store);
            acknowledged.Add((await catalog.CreateAsync(Trusted, Bert with { Version = "first" }, Cancelled)).Id);

            var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => TryCreateAsync(catalog, i)));
            outcomes.Where((_, i) => IsLarge(i)).ShouldAllBe(id => id == null);
            acknowledged.AddRange(outcomes.OfType<ModelId>());

            await ShouldHoldExactlyAsync(store, acknowledged);
            acknowledged.Add((await catalog.CreateAsync(Trusted, Bert with { Version = "last" }, Cancelled)).Id);
            await store.CheckAsync(Cancelled);
        }

        await using var reopened = await _folder.OpenAsync();
        await ShouldHoldExactlyAsync(reopened, acknowledged);
        _folder.Scalar<string>("PRAGMA integrity_check").ShouldBe("ok");
        var changes = (await reopened.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes;
        changes.Select(change => change.Model.Id).ShouldBe(acknowledged, ignoreOrder: true);
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, acknowledged.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task ALockedDatabase_FailsMutations_NotReads_AndTheStoreGoesOn()
    {
        await using var store = await _folder.OpenAsync(new SqliteStoreOptions { BusySeconds = 1 });
        var catalog = SqliteFolder.Catalog(store);
        var first = await catalog.CreateAsync(Trusted, Bert, Cancelled);
        using (var other = _folder.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            var creates = Enumerable.Range(2, 5).Select(i => catalog.CreateAsync(Trusted, Bert with { Version = $"{i}" }, Cancelled)).ToArray();
            (await catalog.GetAsync(Trusted, first.Id.ToString(), Cancelled)).Id.ShouldBe(first.Id);
            foreach (var create in creates)
            {
                var error = await Should.ThrowAsync<RegistryException>(() => create);
                (error.Code, error.Reason).ShouldBe((RegistryErrorCode.Unavailable, RegistryReason.StoreUnavailable));
            }
        }

        await catalog.CreateAsync(Trusted, Bert with { Version = "2" }, Cancelled);
        (await catalog.ListAsync(Trusted, new ModelQuery(), Cancelled)).Total.ShouldBe(2);
    }

    // A fault of ours in one mutation must not take the others of its transaction along.
    [Fact]
    public async Task AMutationThatTheSchemaRefuses_FailsAlone()
    {
        await using var store = await _folder.OpenAsync();
        var catalog = SqliteFolder.Catalog(store);
        var model = await catalog.CreateAsync(Trusted, Bert, Cancelled);

        var calls = Enumerable.Range(0, 60).Select(i => (i % 3) switch
        {
            0 => store.ChangeAsync(Trusted, ChangeKind.Updated, model.Id, (current, _) => current with { Description = null! }, Cancelled),
            1 => CreateAsync(i, []),
            _ => CreateAsync(i, ["twice", "twice"]),
        }).ToArray();

        for (var i = 0; i < calls.Length; i++)
        {
            var error = await Record.ExceptionAsync(() => calls[i]);
            (error is null).ShouldBe(i % 3 == 1, error?.ToString());
        }

        (await catalog.ListAsync(Trusted, new ModelQuery(), Cancelled)).Total.ShouldBe(21);
        (await store.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes.Length.ShouldBe(21);

        // Tags that occur twice are refused after the model's row was written.
        async Task CreateAsync(int i, string[] tags) => await store.CreateAsync(
            Trusted, null, _ => model with { Id = ModelId.New(_folder.Clock), Version = $"v{i}", Tags = [.. tags] }, Cancelled);
    }

    // What the disk holds at any moment is what a killed process leaves: the database and its log, without a goodbye.
    [Fact]
    public async Task FilesTakenFromALiveStore_HoldWhatWasAcknowledged()
    {
        using var copy = new SqliteFolder();
        var acknowledged = new List<ModelId>();
        await using (var store = await _folder.OpenAsync())
        {
            var catalog = SqliteFolder.Catalog(store);
            for (var i = 0; i < 50; i++)
            {
                acknowledged.Add((await catalog.CreateAsync(Trusted, Bert with { Version = $"{i}" }, Cancelled)).Id);
            }

            foreach (var file in new[] { "maas.db", "maas.db-wal" })
            {
                File.Copy(Path.Combine(_folder.Path, file), Path.Combine(copy.Path, file));
            }
        }

        await using var reopened = await copy.OpenAsync();
        await ShouldHoldExactlyAsync(reopened, acknowledged);
        (await reopened.ReadChangesAsync(0, int.MaxValue, Cancelled)).Changes.Length.ShouldBe(50);
    }

    [Fact]
    public async Task ExpiredRequests_AreRemovedAlongTheWay()
    {
        await using var store = await _folder.OpenAsync();
        var catalog = SqliteFolder.Catalog(store);
        for (var i = 0; i < 150; i++)
        {
            await catalog.CreateAsync(Trusted, Bert with { Version = $"{i}", RequestId = $"r{i}" }, Cancelled);
        }

        _folder.Clock.Advance(TimeSpan.FromHours(24));
        await catalog.CreateAsync(Trusted, Bert with { Version = "a", RequestId = "ra" }, Cancelled);
        _folder.Scalar<long>("SELECT count(*) FROM create_requests").ShouldBe(51);

        await catalog.CreateAsync(Trusted, Bert with { Version = "b", RequestId = "rb" }, Cancelled);
        _folder.Scalar<long>("SELECT count(*) FROM create_requests").ShouldBe(2);
    }

    [Fact]
    public async Task Rows_AreAsDocumented()
    {
        await using var store = await _folder.OpenAsync();
        var catalog = SqliteFolder.Catalog(store);
        var model = await catalog.CreateAsync(Trusted, Bert with { Name = "BÉRT", Tags = ["b", "a"] }, Cancelled);
        var micros = Microseconds.SinceEpoch(model.CreatedAt);

        _folder.Scalar<string>("SELECT lower(hex(id)) || name_folded || created_at || tags FROM models")
            .ShouldBe($"{model.Id.Value:N}bért{micros}[\"b\",\"a\"]");
        _folder.Scalar<string>("SELECT revision || kind || actor || request_id || tenant_id || time || lower(hex(model_id)) FROM changes")
            .ShouldBe($"1createdtrustedrdefault{micros}{model.Id.Value:N}");
        _folder.Scalar<string>("SELECT json_extract(model, '$.id') || json_extract(model, '$.etag') FROM changes").ShouldBe($"{model.Id}{model.Etag}");
        _folder.Scalar<string>("SELECT group_concat(tag) FROM model_tags").ShouldBe("a,b");

        await catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);
        _folder.Scalar<long>("SELECT count(*) FROM model_tags").ShouldBe(0);
        _folder.Scalar<long>("SELECT count(*) FROM models WHERE deleted_at IS NOT NULL").ShouldBe(1);
    }

    private static bool IsLarge(int i) => i % 2 == 0;

    private static async Task<ModelId?> TryCreateAsync(PlainCatalog catalog, int i)
    {
        var description = IsLarge(i) ? string.Concat(Enumerable.Repeat("🤖", 10_000)) : "";
        try
        {
            return (await catalog.CreateAsync(Trusted, Bert with { Version = $"{i}", Description = description }, Cancelled)).Id;
        }
        catch (RegistryException error) when (error.Code == RegistryErrorCode.Unavailable)
        {
            return null;
        }
    }

    private static async Task ShouldHoldExactlyAsync(SqliteModelStore store, List<ModelId> ids)
    {
        var listed = await store.ListAsync(new ModelListing { Filter = new ModelFilter(), Take = 1_000, Count = true }, Cancelled);
        listed.Models.Select(model => model.Id).ShouldBe(ids, ignoreOrder: true);
        listed.Total.ShouldBe(ids.Count);
    }
}

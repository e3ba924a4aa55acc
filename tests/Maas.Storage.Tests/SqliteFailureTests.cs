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

    [Fact]
    public async Task AFullDisk_FailsWholeTransactions_AndTheStoreGoesOn()
    {
        var acknowledged = new List<ModelId>();
        await using (var store = await _folder.OpenAsync(new SqliteStoreOptions { MaxPageCount = 200 }))
        {
            var catalog = SqliteFolder.Catalog(store);
            acknowledged.AddRange(await FillAsync(catalog));
            acknowledged.Count.ShouldBeGreaterThan(0);

            await ShouldHoldExactlyAsync(store, acknowledged);
            acknowledged.Add((await catalog.CreateAsync(Trusted, Bert with { Name = "small" }, Cancelled)).Id);
            await catalog.SetStatusAsync(Trusted, acknowledged[0].ToString(), "ready", "", Cancelled);
            await store.CheckAsync(Cancelled);
        }

        await using var reopened = await _folder.OpenAsync();
        await ShouldHoldExactlyAsync(reopened, acknowledged);
        _folder.Scalar<string>("PRAGMA integrity_check").ShouldBe("ok");
        var changes = await reopened.ReadChangesAsync(0, int.MaxValue, Cancelled);
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, acknowledged.Count + 1).Select(i => (long)i));
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

        var calls = Enumerable.Range(0, 60).Select(i => i % 3 == 0
            ? store.ChangeAsync(Trusted, ChangeKind.Updated, model.Id, (current, _) => current with { Description = null! }, Cancelled)
            : CreateAsync(i)).ToArray();

        for (var i = 0; i < calls.Length; i++)
        {
            var error = await Record.ExceptionAsync(() => calls[i]);
            (error is null).ShouldBe(i % 3 != 0, error?.ToString());
        }

        (await catalog.ListAsync(Trusted, new ModelQuery(), Cancelled)).Total.ShouldBe(41);
        (await store.ReadChangesAsync(0, int.MaxValue, Cancelled)).Length.ShouldBe(41);

        async Task<RegisteredModel?> CreateAsync(int i) => await catalog.CreateAsync(Trusted, Bert with { Version = $"v{i}" }, Cancelled);
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
        (await reopened.ReadChangesAsync(0, int.MaxValue, Cancelled)).Length.ShouldBe(50);
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

    private static async Task<IEnumerable<ModelId>> FillAsync(ModelCatalog catalog)
    {
        var large = new string('x', 9_000);
        var alone = await CreateAsync(0);
        var together = await Task.WhenAll(Enumerable.Range(1, 100).Select(CreateAsync));
        together.Count(id => id is null).ShouldBeGreaterThan(0);
        return together.Append(alone).OfType<ModelId>();

        async Task<ModelId?> CreateAsync(int i)
        {
            try
            {
                return (await catalog.CreateAsync(Trusted, Bert with { Version = $"{i}", Description = large }, Cancelled)).Id;
            }
            catch (RegistryException error) when (error.Code == RegistryErrorCode.Unavailable)
            {
                return null;
            }
        }
    }

    private static async Task ShouldHoldExactlyAsync(SqliteModelStore store, List<ModelId> ids)
    {
        var listed = await store.ListAsync(new ModelListing { Filter = new ModelFilter(), Take = 1_000, Count = true }, Cancelled);
        listed.Models.Select(model => model.Id).ShouldBe(ids, ignoreOrder: true);
        listed.Total.ShouldBe(ids.Count);
    }
}

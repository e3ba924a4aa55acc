using Maas.Models;

namespace Maas.Storage.Tests;

/// <summary>What mutations that share a transaction do to each other: what they would do one after the other.</summary>
public sealed class PostgresBatchTests(PostgresServer server)
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };

    private PostgresDatabaseUnderTest _database = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_ArePassedRound()
    {
        await TogetherAsync(["a", "b", "c"], (catalog, ids) =>
        [
            RenameAsync(catalog, ids[0], "free"), RenameAsync(catalog, ids[1], "a"), RenameAsync(catalog, ids[2], "b"), RenameAsync(catalog, ids[0], "c"),
        ]);

        await NamesShouldBeAsync("c", "a", "b");
    }

    [Fact]
    public async Task ADeletedModelsName_IsFreeForACreateAndARename()
    {
        await TogetherAsync(["a", "b", "c"], (catalog, ids) =>
        [
            DeleteAsync(catalog, ids[0]), CreateAsync(catalog, "a"), DeleteAsync(catalog, ids[1]), RenameAsync(catalog, ids[2], "b"), CreateAsync(catalog, "c"),
        ]);

        await NamesShouldBeAsync(null, null, "b", "a", "c");
    }

    [Fact]
    public async Task ARefusedOne_LeavesNoTrace()
    {
        var outcomes = await TogetherAsync(["a", "b"], (catalog, ids) =>
        [
            RenameAsync(catalog, ids[0], "b"), CreateAsync(catalog, "c"), CreateAsync(catalog, "c"), RenameAsync(catalog, ids[1], "d"),
            RenameAsync(catalog, ids[0], "b"), DeleteAsync(catalog, ids[1]), DeleteAsync(catalog, ids[1]), CreateAsync(catalog, "d"),
        ]);

        outcomes.Select(error => (error as RegistryException)?.Code).ShouldBe(
            [RegistryErrorCode.AlreadyExists, null, RegistryErrorCode.AlreadyExists, null, null, null, RegistryErrorCode.NotFound, null]);
        outcomes.OfType<RegistryException>().Select(error => error.Revision).ShouldBe([3, 4, 7]);
        await NamesShouldBeAsync("b", null, "c", "d");
    }

    // One mutation goes first and waits for the lock that the test holds; the others queue up behind it, and share a transaction.
    private async Task<IReadOnlyList<Exception?>> TogetherAsync(string[] names, Func<PlainCatalog, ModelId[], Task[]> mutations)
    {
        _database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await _database.OpenAsync();
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var ids = new List<ModelId>();
        foreach (var name in names)
        {
            ids.Add((await catalog.CreateAsync(Trusted, Bert with { Name = name }, Cancelled)).Id);
        }

        Task first;
        Task[] together;
        await using (await _database.HoldWritersAsync())
        {
            first = catalog.SetStatusAsync(Trusted, ids[0].ToString(), "ready", "", Cancelled);
            await _database.WaitForWaitingWritersAsync(1);
            together = mutations(catalog, [.. ids]);
        }

        await first;
        var outcomes = new List<Exception?>();
        foreach (var mutation in together)
        {
            outcomes.Add(await Record.ExceptionAsync(() => mutation));
        }

        (await _database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM maas.changes")).ShouldBe(names.Length + 2);
        return outcomes;
    }

    // In the order of creation; null for a model that is deleted.
    private async Task NamesShouldBeAsync(params string?[] names)
    {
        var found = await _database.ScalarAsync<string>(
            """
            SELECT string_agg(CASE WHEN m.deleted_at IS NULL THEN m.name ELSE '-' END, ',' ORDER BY c.revision)
            FROM maas.changes c JOIN maas.models m ON m.id = c.model_id WHERE c.kind = 'created'
            """);
        found.ShouldBe(string.Join(",", names.Select(name => name ?? "-")));
    }

    private static Task<RegisteredModel> CreateAsync(PlainCatalog catalog, string name) => catalog.CreateAsync(Trusted, Bert with { Name = name }, Cancelled);

    private static Task<RegisteredModel> DeleteAsync(PlainCatalog catalog, ModelId id) => catalog.DeleteAsync(Trusted, id.ToString(), "", Cancelled);

    private static Task<RegisteredModel> RenameAsync(PlainCatalog catalog, ModelId id, string name) =>
        catalog.UpdateAsync(Trusted, id.ToString(), new ModelUpdate { Name = name }, Cancelled);
}

using Maas.Models;
using Maas.Storage.Postgres;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>Several stores on one database.</summary>
public sealed class PostgresReplicaTests(PostgresServer server)
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WritesOfBothAtOnce_AreNumberedWithoutGap_AndSeenByEach()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(client => CreateManyAsync(client % 2 == 0 ? one : other, client)));

        await database.ShouldHoldExactlyAsync(one, [.. made.SelectMany(ids => ids)]);
        foreach (var id in made.SelectMany(ids => ids))
        {
            (await other.FindAsync(id, Cancelled)).Value.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task OneName_OfBothAtOnce_IsGivenOnce()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Record.ExceptionAsync(
            () => PostgresDatabaseUnderTest.Catalog(i % 2 == 0 ? one : other).CreateAsync(Trusted, Bert, Cancelled)).AsTask()));

        outcomes.Count(error => error is null).ShouldBe(1);
        outcomes.OfType<RegistryException>().Count(error => error.Code == RegistryErrorCode.AlreadyExists).ShouldBe(39);
    }

    [Fact]
    public async Task OneRequestId_OfBothAtOnce_IsDoneOnce()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();

        var models = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => PostgresDatabaseUnderTest.Catalog(i % 2 == 0 ? one : other).CreateAsync(Trusted, Bert with { RequestId = "once" }, Cancelled)));

        models.Select(model => model.Id).Distinct().ShouldHaveSingleItem();
        one.PageTokenKey.ToArray().ShouldBe(other.PageTokenKey.ToArray());
    }

    [Fact]
    public async Task WaitForChange_OfAnotherStore_Ends()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var waits = Enumerable.Range(0, 3).Select(_ => other.WaitForChangeAsync(0, Cancelled)).ToArray();
        waits.ShouldAllBe(wait => !wait.IsCompleted);

        await PostgresDatabaseUnderTest.Catalog(one).CreateAsync(Trusted, Bert, Cancelled);

        await Task.WhenAll(waits).WaitAsync(Limit, Cancelled);
        (await other.ReadChangesAsync(0, 10, Cancelled)).Changes.ShouldHaveSingleItem();
        other.WaitForChangeAsync(1, Cancelled).IsCompleted.ShouldBeFalse();
    }

    // A session that a pooler hands on would listen for good, for whoever is given it next.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitForChange_BehindAPooler_EndsWithoutListening(bool isPooler)
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var proxy = new CuttingProxy(server.Cluster.Port) { GivesItsOwnIds = isPooler };
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = proxy.Port }.ConnectionString, new PostgresStoreOptions());
        if (!isPooler)
        {
            await proxy.Listened.WaitAsync(Limit, Cancelled);
        }

        for (var i = 0; i < 3; i++)
        {
            var wait = other.WaitForChangeAsync(i, Cancelled);
            await PostgresDatabaseUnderTest.Catalog(one).CreateAsync(Trusted, Bert with { Version = $"{i}" }, Cancelled);
            await wait.WaitAsync(Limit, Cancelled);
        }

        proxy.Listened.IsCompleted.ShouldBe(!isPooler);
    }

    // As behind a pooler that shares sessions: the notification never comes.
    [Fact]
    public async Task WaitForChange_WhereNobodyNotifies_EndsToo()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var wait = store.WaitForChangeAsync(0, Cancelled);

        await database.ExecuteAsync("UPDATE maas.change_log SET newest = 1");

        await wait.WaitAsync(Limit, Cancelled);
    }

    [Fact]
    public async Task WaitForChange_Closed_Ends()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        var store = await database.OpenAsync();
        var wait = store.WaitForChangeAsync(0, Cancelled);

        await store.DisposeAsync();

        await wait.WaitAsync(Limit, Cancelled);
    }

    [Fact]
    public async Task Compact_WhileTheOtherWrites_KeepsTheLastChangeOfEachModel()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync();
        var before = await CreateManyAsync(one, 1);
        var writing = CreateManyAsync(one, 2);

        (await other.CompactAsync(before.Count, Cancelled)).ShouldBe(before.Count);

        await writing;
        var snapshot = await one.ReadSnapshotAsync(null, 100, Cancelled);
        snapshot.Revision.ShouldBe(before.Count);
        snapshot.Changes.Select(change => change.Model.Id).ShouldBe(before, ignoreOrder: true);
        var last = snapshot.Changes[^2].Model.Id;
        (await one.ReadSnapshotAsync(last, 100, Cancelled)).Changes.ShouldHaveSingleItem();
        (await one.ReadChangesAsync(before.Count - 1, 100, Cancelled)).Changes.Length.ShouldBe(21);
        var error = await Should.ThrowAsync<RegistryException>(async () => await one.ReadChangesAsync(0, 10, Cancelled));
        error.Reason.ShouldBe(RegistryReason.RevisionCompacted);
    }

    private static async Task<IReadOnlyList<ModelId>> CreateManyAsync(IModelStore store, int client)
    {
        var catalog = PostgresDatabaseUnderTest.Catalog(store);
        var ids = new List<ModelId>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add((await catalog.CreateAsync(Trusted, Bert with { Name = $"c{client}", Version = $"{i}" }, Cancelled)).Id);
        }

        return ids;
    }
}

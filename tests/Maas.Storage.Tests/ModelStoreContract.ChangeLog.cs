using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    private const long NoEnd = long.MaxValue - 1;

    [Fact]
    public async Task Answers_TellTheRevisionThatTheyReflect()
    {
        var catalog = Catalog.WithRevisions;
        (await Store.FindAsync(ModelId.New(Clock), Cancelled)).Revision.ShouldBe(0);
        (await ListAsync(new ModelQuery())).Revision.ShouldBe(0);

        var (model, created) = await catalog.CreateAsync(Trusted, Bert, Cancelled);
        var id = model.Id.ToString();
        created.ShouldBe(1);
        (await catalog.GetAsync(Trusted, id, Cancelled)).Revision.ShouldBe(1);
        (await catalog.SetStatusAsync(Trusted, id, "ready", "", Cancelled)).Revision.ShouldBe(2);
        (await catalog.SetStatusAsync(Trusted, id, "ready", "", Cancelled)).Revision.ShouldBe(2);
        (await catalog.CreateAsync(Trusted, Bert with { Name = "gpt" }, Cancelled)).Revision.ShouldBe(3);
        (await catalog.GetMetadataAsync(Trusted, id, Cancelled)).Revision.ShouldBe(3);
        (await ListAsync(new ModelQuery { Name = "gpt" })).Revision.ShouldBe(3);
        (await catalog.DeleteAsync(Trusted, id, "", Cancelled)).Revision.ShouldBe(4);
        Store.NewestRevision.ShouldBe(4);
    }

    [Fact]
    public async Task Refusals_TellTheRevisionThatTheyReflect()
    {
        var model = await CreateAsync(Bert with { RequestId = "once" });
        var gone = await CreateAsync(Bert with { Name = "gone" });
        await Catalog.DeleteAsync(Trusted, gone.Id.ToString(), "", Cancelled);
        var id = model.Id.ToString();

        Func<Task>[] refused =
        [
            () => GetAsync(gone.Id),
            () => Catalog.SetStatusAsync(Trusted, gone.Id.ToString(), "ready", "", Cancelled),
            () => Catalog.SetStatusAsync(Trusted, id, "ready", "stale", Cancelled),
            () => CreateAsync(Bert),
            () => CreateAsync(Bert with { Version = "2", RequestId = "once" }),
        ];
        foreach (var call in refused)
        {
            (await Should.ThrowAsync<RegistryException>(call)).Revision.ShouldBe(3);
        }
    }

    [Fact]
    public async Task RepeatedRequests_TellTheRevisionOfNow()
    {
        var catalog = Catalog.WithRevisions;
        var request = Bert with { RequestId = "once" };
        await catalog.CreateAsync(Trusted, request, Cancelled);
        await catalog.CreateAsync(Trusted, Bert with { Version = "2" }, Cancelled);

        (await catalog.CreateAsync(Trusted, request, Cancelled)).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Changes_TellTheirIdempotencyIdAndWhatTheModelIsNoLongerFoundBy()
    {
        var model = await CreateAsync(Bert with { RequestId = "once", Tags = ["a", "b"], IsPublic = true });
        await UpdateAsync(model, new ModelUpdate { Name = "gpt", IsPublic = false, Mask = ["name", "is_public"] });
        await Catalog.RemoveTagsAsync(Trusted, model.Id.ToString(), ["a"], "", Cancelled);
        await Catalog.SetStatusAsync(Trusted, model.Id.ToString(), "ready", "", Cancelled);
        await Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);

        var changes = await ChangesAsync();

        changes.Select(change => change.IdempotencyId).ShouldBe(["once", "", "", "", ""]);
        changes.Select(change => change.Prior?.Name).ShouldBe([null, "bert", null, null, null]);
        changes.Select(change => change.Prior?.IsPublic).ShouldBe([null, true, null, null, null]);
        changes.Select(change => change.Prior?.Tags is { } tags ? string.Join(',', tags) : null).ShouldBe([null, null, "a,b", null, null]);
        changes.Select(change => change.Prior is null).ShouldBe([true, false, false, true, true]);
    }

    [Fact]
    public async Task ReadChanges_TellsWhatTheLogHolds_AlsoBehindItsEnd()
    {
        (await Store.ReadChangesAsync(0, 10, Cancelled)).ShouldBe(new ChangePage([], 0, 1), "An empty log.");
        await CreateAsync(Bert);
        await CreateAsync(Bert with { Version = "2" });

        foreach (var (after, limit, count) in new[] { (0L, 10, 2), (0L, 1, 1), (1L, 10, 1), (2L, 10, 0), (NoEnd, 10, 0) })
        {
            var (changes, newest, oldest) = await Store.ReadChangesAsync(after, limit, Cancelled);
            (changes.Length, newest, oldest).ShouldBe((count, 2, 1), $"after {after}, {limit} at most");
        }
    }

    // A listing and a watch from the revision behind it tell everything: neither may be ahead of the revision that the listing names.
    [Fact]
    public async Task List_WhileOthersWrite_IsExactlyTheLogUpToItsRevision()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() => ComeAndGoAsync(writer, seed, done.Token), Cancelled)).ToArray();
        var listings = new List<ModelPage>();
        for (var round = 0; round < 50; round++)
        {
            listings.Add(await ListAsync(new ModelQuery { Limit = 100 }));
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
        var log = await ChangesAsync();
        foreach (var page in listings)
        {
            var state = StateOf(log.TakeWhile(change => change.Revision <= page.Revision));
            page.Total.ShouldBe(state.Count, $"seed {seed}, revision {page.Revision}");
            page.Models.Select(model => model.Etag).ShouldBe(
                state.Values.OrderByDescending(model => model.CreatedAt).ThenByDescending(model => model.Id.ToString(), StringComparer.Ordinal)
                    .Take(100).Select(model => model.Etag),
                $"seed {seed}, revision {page.Revision}");
        }
    }

    [Fact]
    public async Task WaitForChange_EndsWithTheNextOne_AndAtOnceWhereItIsThere()
    {
        var first = Store.WaitForChangeAsync(0, Cancelled);
        first.IsCompleted.ShouldBeFalse("There is no change yet.");
        await CreateAsync(Bert);
        await first.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await Store.WaitForChangeAsync(0, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        var waits = Enumerable.Range(0, 100).Select(_ => Store.WaitForChangeAsync(1, Cancelled)).ToArray();
        await ShouldFailAsync(RegistryErrorCode.AlreadyExists, () => CreateAsync(Bert));
        await CreateAsync(Bert with { Version = "2" });
        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        using var cancelled = new CancellationTokenSource();
        var third = Store.WaitForChangeAsync(2, cancelled.Token);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => third);
    }

    [Fact]
    public async Task WaitForChange_AfterReopening_KnowsWhatIsThere()
    {
        await CreateAsync(Bert);
        await ReopenAsync();

        Store.NewestRevision.ShouldBe(1);
        await Store.WaitForChangeAsync(0, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    private static Dictionary<ModelId, RegisteredModel> StateOf(IEnumerable<ModelChange> changes)
    {
        var state = new Dictionary<ModelId, RegisteredModel>();
        foreach (var change in changes)
        {
            if (change.Model.DeletedAt is null)
            {
                state[change.Model.Id] = change.Model;
            }
            else
            {
                state.Remove(change.Model.Id);
            }
        }

        return state;
    }
}

using Maas.Models;
using Maas.Models.Watching;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    private readonly CountingObserver _observer = new();

    [Fact]
    public async Task Watch_FromNow_SendsWhatComesAndNothingBefore()
    {
        await CreateAsync(Bert);
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        var begin = await watch.NextAsync();

        var created = await CreateAsync(Bert with { Name = "gpt" });

        (begin.Revision, begin.Changes.Length).ShouldBe((1, 0));
        var change = (await watch.ChangesAsync(1)).Single();
        (change.Revision, change.Kind, change.Actor, change.RequestId).ShouldBe((2, ChangeKind.Created, Trusted.Subject, Trusted.RequestId));
        ShouldBeSame(change.Model, created);
    }

    [Fact]
    public async Task Watch_FromARevision_SendsFromThereOn()
    {
        await CreateManyAsync(10);
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 4 });

        (await watch.NextAsync()).Revision.ShouldBe(3);
        Revisions(await watch.ChangesAsync(7)).ShouldBe([4, 5, 6, 7, 8, 9, 10]);
        await CreateAsync(Bert);
        Revisions(await watch.ChangesAsync(1)).ShouldBe([11]);
    }

    [Fact]
    public async Task Watch_FromTheRevisionBehindTheNewest_WaitsForIt()
    {
        await CreateAsync(Bert);
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 2 });
        (await watch.NextAsync()).Revision.ShouldBe(1);

        await CreateAsync(Bert with { Name = "gpt" });

        Revisions(await watch.ChangesAsync(1)).ShouldBe([2]);
    }

    [Fact]
    public async Task Watch_AFutureRevision_IsRefusedWithTheNewest()
    {
        await CreateAsync(Bert);
        await using var feed = Feed();

        var error = await WatchErrorAsync(feed, new WatchQuery { FromRevision = 3 });

        (error.Code, error.Reason).ShouldBe((RegistryErrorCode.OutOfRange, RegistryReason.RevisionNotReached));
        error.Metadata["newest_revision"].ShouldBe("1");
    }

    [Fact]
    public async Task Watch_WhileManyWrite_IsOrderedWithoutGapAndWithoutDuplicate()
    {
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await watch.NextAsync();

        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => CreateManyAsync(50, $"w{writer}-"))));
        var changes = await watch.ChangesAsync(400);
        await writers;

        Revisions(changes).ShouldBe(Numbers(1, 400));
        changes.Select(change => change.Model.Id).ShouldBe((await ChangesAsync()).Select(change => change.Model.Id));
    }

    [Fact]
    public async Task Watch_FilteredByName_TellsOfARenameAway()
    {
        var model = await CreateAsync(Bert);
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1, Name = "bert" });

        await CreateAsync(Bert with { Name = "bert-large" });
        model = await UpdateAsync(model, new ModelUpdate { Name = "roberta" });
        await Catalog.SetStatusAsync(Trusted, model.Id.ToString(), "ready", "", Cancelled);
        await UpdateAsync(model, new ModelUpdate { Name = "bert" });

        Revisions(await watch.ChangesAsync(3)).ShouldBe([1, 3, 5]);
    }

    [Fact]
    public async Task Watch_FilteredByTags_TellsOfTagsThatCameAndWent()
    {
        var model = await CreateAsync(Bert with { Tags = ["a", "b"] });
        var id = model.Id.ToString();
        await Catalog.RemoveTagsAsync(Trusted, id, ["a"], "", Cancelled);
        await Catalog.SetStatusAsync(Trusted, id, "ready", "", Cancelled);
        await Catalog.AddTagsAsync(Trusted, id, ["c"], "", Cancelled);
        await Catalog.DeleteAsync(Trusted, id, "", Cancelled);
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1, Tags = ["c", "a"] });

        Revisions(await watch.ChangesAsync(4)).ShouldBe([1, 2, 4, 5]);
    }

    [Fact]
    public async Task Watch_FilteredByKinds_KeepsThese()
    {
        var id = (await CreateAsync(Bert)).Id.ToString();
        await Catalog.SetStatusAsync(Trusted, id, "ready", "", Cancelled);
        await Catalog.AddTagsAsync(Trusted, id, ["c"], "", Cancelled);
        await Catalog.SetMetadataAsync(Trusted, id, new Dictionary<string, string> { ["k"] = "v" }, "", Cancelled);
        await Catalog.DeleteAsync(Trusted, id, "", Cancelled);
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1, Kinds = ["deleted", "tags_changed"] });

        var changes = await watch.ChangesAsync(2);

        changes.Select(change => (change.Revision, change.Kind)).ShouldBe([(3, ChangeKind.TagsChanged), (5, ChangeKind.Deleted)]);
        changes[1].Model.DeletedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Watch_OfATenant_IsItsOwnOrWhatAnotherOneMakesPublic()
    {
        var (anna, zoe) = (new Caller("anna", "acme", "r"), new Caller("zoe", "zeta", "r"));
        var secret = await Catalog.CreateAsync(anna, Bert with { Name = "secret" }, Cancelled);
        var open = await Catalog.CreateAsync(anna, Bert with { Name = "open", IsPublic = true, Description = "d" }, Cancelled);
        await Catalog.CreateAsync(zoe, Bert, Cancelled);
        await Catalog.SetStatusAsync(anna, secret.Id.ToString(), "ready", "", Cancelled);
        await Catalog.UpdateAsync(
            anna, open.Id.ToString(), new ModelUpdate { Mask = ["is_public", "description"], Description = "not for others" }, Cancelled);
        await Catalog.SetStatusAsync(anna, open.Id.ToString(), "ready", "", Cancelled);
        await using var feed = Feed();
        await using var own = new WatchUnderTest(feed, zoe, new WatchQuery { FromRevision = 1 });
        await using var others = new WatchUnderTest(feed, zoe, new WatchQuery { FromRevision = 1, TenantId = "acme" });
        await using var named = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1, TenantId = "acme" });
        await using var all = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1 });

        Revisions(await own.ChangesAsync(1)).ShouldBe([3]);
        var seen = await others.ChangesAsync(2);
        Revisions(seen).ShouldBe([2, 5]);
        (seen[0].Model.Description, seen[0].Actor).ShouldBe(("d", "anna"));
        (seen[1].Model.Description, seen[1].Model.IsPublic, seen[1].Model.Id, seen[1].Actor).ShouldBe(("", false, open.Id, ""));
        Revisions(await named.ChangesAsync(5)).ShouldBe([1, 2, 4, 5, 6]);
        Revisions(await all.ChangesAsync(6)).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task Watch_WithoutWhatMatches_TellsHowFarItIs()
    {
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(
            feed, Trusted, new WatchQuery { Name = "nobody", ProgressInterval = TimeSpan.FromMilliseconds(100) });
        (await watch.NextAsync()).Revision.ShouldBe(0);

        await CreateManyAsync(3);

        var mark = await watch.NextAsync();
        while (mark.Revision < 3)
        {
            mark.Changes.ShouldBeEmpty();
            mark = await watch.NextAsync();
        }

        (await watch.NextAsync()).ShouldSatisfyAllConditions(again => again.Revision.ShouldBe(3), again => again.Changes.ShouldBeEmpty());
    }

    [Fact]
    public async Task Watch_ResumedAfterEachBatch_HasNoGapAndNoDuplicate()
    {
        await CreateManyAsync(60);
        await using var feed = Feed(Small);
        List<long> seen = [];
        var next = 1L;
        while (seen.Count < 60)
        {
            await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = next });
            await watch.NextAsync();
            var batch = await watch.NextAsync();
            seen.AddRange(Revisions(batch.Changes));
            next = batch.Revision + 1;
        }

        seen.ShouldBe(Numbers(1, 60));
    }

    [Fact]
    public async Task Watch_FromFurtherBackThanIsKept_ReadsTheLogUntilItMeetsIt()
    {
        await CreateManyAsync(150);
        await using var feed = Feed(Small);
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1 });

        Revisions(await watch.ChangesAsync(150)).ShouldBe(Numbers(1, 150));
        await CreateAsync(Bert);
        Revisions(await watch.ChangesAsync(1)).ShouldBe([151]);
    }

    [Fact]
    public async Task Watch_WhoseReaderDoesNotRead_IsCutOffAndMissesNothingWhenItResumes()
    {
        await using var feed = Feed(Small);
        await using var lazy = new WatchUnderTest(feed, Trusted, new WatchQuery(), window: 2);
        await using var other = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await other.NextAsync();
        await lazy.NextAsync();

        await CreateManyAsync(100);
        Revisions(await other.ChangesAsync(100)).ShouldBe(Numbers(1, 100));
        var (batches, error) = await lazy.ToEndAsync();

        (error.Code, error.Reason).ShouldBe((RegistryErrorCode.OutOfRange, RegistryReason.WatchFellBehind));
        List<long> seen = [.. Revisions(batches.SelectMany(batch => batch.Changes))];
        seen.Count.ShouldBeLessThan(100);
        error.Metadata["resume_revision"].ShouldBe($"{batches[^1].Revision + 1}");
        await using var resumed = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = batches[^1].Revision + 1 });
        seen.AddRange(Revisions(await resumed.ChangesAsync(100 - seen.Count)));
        seen.ShouldBe(Numbers(1, 100));
        _observer.CutOff.ShouldBe(1);
        lazy.WasGivenUp.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_WhoseReaderNeverComesBack_IsGivenUp()
    {
        await using var feed = Feed(Small with { CutOffGrace = TimeSpan.FromMilliseconds(50) });
        await using var lazy = new WatchUnderTest(feed, Trusted, new WatchQuery(), window: 1);
        await lazy.NextAsync();

        await CreateManyAsync(100);

        await lazy.GivenUpAsync();
        (await ShouldFailAsync(RegistryErrorCode.OutOfRange, lazy.EndedAsync)).Reason.ShouldBe(RegistryReason.WatchFellBehind);
    }

    [Fact]
    public async Task Watch_CompactedRevisions_AreRefusedWithTheOldestKept()
    {
        var model = await CreateAsync(Bert);
        await CreateManyAsync(3);
        await Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);
        await CreateAsync(Bert);
        await Store.CompactAsync(5, Cancelled);
        await using var feed = Feed();

        var error = await WatchErrorAsync(feed, new WatchQuery { FromRevision = 4 });
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 5 });

        (error.Code, error.Reason).ShouldBe((RegistryErrorCode.OutOfRange, RegistryReason.RevisionCompacted));
        error.Metadata["oldest_revision"].ShouldBe("5");
        (await watch.ChangesAsync(2)).Select(change => (change.Revision, change.Kind))
            .ShouldBe([(5, ChangeKind.Deleted), (6, ChangeKind.Created)]);
    }

    [Fact]
    public async Task Watch_ThatCompactionOvertakes_EndsWithTheOldestKept()
    {
        await CreateManyAsync(100);
        await using var feed = Feed(Small);
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1 }, window: 1);
        await watch.NextAsync();

        await Store.CompactAsync(90, Cancelled);
        var (batches, error) = await watch.ToEndAsync();

        error.Reason.ShouldBe(RegistryReason.RevisionCompacted);
        error.Metadata["oldest_revision"].ShouldBe("90");

        // None where the log was compacted before the first page of it was read.
        Revisions(batches.SelectMany(batch => batch.Changes)).ShouldBe(Numbers(1, batches is [.., var last] ? (int)last.Revision : 0));
    }

    [Fact]
    public async Task Watch_ThatIsUpToDate_GoesOnOverACompaction()
    {
        await using var feed = Feed();
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await watch.NextAsync();
        var model = await CreateAsync(Bert);
        await Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);

        await Store.CompactAsync(2, Cancelled);
        await CreateAsync(Bert);

        Revisions(await watch.ChangesAsync(3)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Watch_ByManyReaders_SendsAllToEachAndLeavesNothingBehind()
    {
        await using var feed = Feed();
        List<WatchUnderTest> watches = [];
        for (var i = 0; i < 300; i++)
        {
            var watch = new WatchUnderTest(feed, Trusted, new WatchQuery { Tags = [$"t{i % 3}"] });
            watches.Add(watch);
            await watch.NextAsync();
        }

        for (var i = 0; i < 30; i++)
        {
            await CreateAsync(Bert with { Name = $"model-{i}", Tags = [$"t{i % 3}"] });
        }

        for (var i = 0; i < watches.Count; i++)
        {
            var changes = await watches[i].ChangesAsync(10);
            changes.ShouldAllBe(change => change.Model.Tags[0] == $"t{i % 3}");
            Revisions(changes).ShouldBe(Enumerable.Range(0, 10).Select(number => (long)((number * 3) + (i % 3) + 1)));
        }

        _observer.Open.ShouldBe(300);
        foreach (var watch in watches)
        {
            await watch.DisposeAsync();
        }

        _observer.Open.ShouldBe(0);
        await using var later = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 30 });
        Revisions(await later.ChangesAsync(1)).ShouldBe([30]);
    }

    [Fact]
    public async Task Stop_EndsWatchesAsUnavailable_AlsoThoseThatNobodyReads()
    {
        await using var feed = Feed(new ChangeFeedOptions { StopGrace = TimeSpan.FromMilliseconds(50) });
        await using var waiting = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await using var lazy = new WatchUnderTest(feed, Trusted, new WatchQuery(), window: 1);
        await using var reading = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await waiting.NextAsync();
        await reading.NextAsync();
        await CreateAsync(Bert);
        await reading.ChangesAsync(1);

        feed.Stop();

        foreach (var watch in new[] { waiting, lazy, reading })
        {
            var error = await ShouldFailAsync(RegistryErrorCode.Unavailable, watch.EndedAsync);
            error.Reason.ShouldBe(RegistryReason.RegistryStopping);
        }

        (await WatchErrorAsync(feed, new WatchQuery())).Reason.ShouldBe(RegistryReason.RegistryStopping);
    }

    [Fact]
    public async Task Watch_WhileTheDatabaseIsAway_WaitsAndGoesOn()
    {
        var isAway = false;
        var store = new InterruptedStore(Store)
        {
            BeforeRead = _ => isAway ? Task.FromException(RegistryException.StoreUnavailable(null)) : Task.CompletedTask,
        };
        await CreateManyAsync(40);
        await using var feed = Feed(Small, store);
        await using var upToDate = new WatchUnderTest(feed, Trusted, new WatchQuery { ProgressInterval = TimeSpan.FromMilliseconds(100) });
        await using var behind = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1 }, window: 1);
        await upToDate.NextAsync();
        await behind.NextAsync();

        isAway = true;
        await CreateAsync(Bert);
        await _observer.LostAsync();
        (await upToDate.NextAsync()).Changes.ShouldBeEmpty();
        (await ShouldFailAsync(RegistryErrorCode.Unavailable, () => feed.WatchAsync(Trusted, new WatchQuery(), (_, _) => Task.CompletedTask, Cancelled)))
            .Reason.ShouldBe(RegistryReason.StoreUnavailable);
        isAway = false;
        await _observer.FoundAsync();

        Revisions(await upToDate.ChangesAsync(1)).ShouldBe([41]);
        Revisions(await behind.ChangesAsync(41)).ShouldBe(Numbers(1, 41));
        _observer.TimesLost.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_WhileAReadOfTheLogFails_IsNoErrorOfTheFeed()
    {
        var isGated = false;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource();
        var store = new InterruptedStore(Store)
        {
            BeforeRead = _ =>
            {
                if (!isGated)
                {
                    return Task.CompletedTask;
                }

                begun.TrySetResult();
                return gate.Task;
            },
        };
        var feed = Feed(Small, store);
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await watch.NextAsync();
        isGated = true;
        await CreateAsync(Bert);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        feed.Stop();
        gate.SetException(RegistryException.StoreUnavailable(null));

        await feed.DisposeAsync();
        (await watch.ToEndAsync()).Error.Reason.ShouldBe(RegistryReason.RegistryStopping);
    }

    [Fact]
    public async Task Watch_ManyFromFurtherBack_ReadTheLogAFewAtATime()
    {
        var store = new InterruptedStore(Store);
        await CreateManyAsync(100);
        await using var feed = Feed(Small with { PagesAtOnce = 2 }, store);
        List<WatchUnderTest> watches = [.. Enumerable.Range(0, 50).Select(_ => new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1 }))];
        foreach (var watch in watches)
        {
            await watch.NextAsync();
        }

        store.Forget();
        foreach (var watch in watches)
        {
            Revisions(await watch.ChangesAsync(100)).ShouldBe(Numbers(1, 100));
            await watch.DisposeAsync();
        }

        // The one that follows the log reads it too.
        store.MostReading.ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task Watch_WhileTheLogComesInABurst_IsNotCutOffForIt()
    {
        var gate = new TaskCompletionSource();
        var isGated = false;
        var store = new InterruptedStore(Store) { BeforeRead = _ => isGated ? gate.Task : Task.CompletedTask };
        await using var feed = Feed(Small, store);
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await watch.NextAsync();

        isGated = true;
        await CreateManyAsync(300);
        isGated = false;
        gate.SetResult();

        Revisions(await watch.ChangesAsync(300)).ShouldBe(Numbers(1, 300));
    }

    [Fact]
    public async Task Watch_BehindWhatAnotherProcessCompacted_EndsWithTheOldestKept()
    {
        var gate = new TaskCompletionSource();
        var isGated = false;
        var store = new InterruptedStore(Store) { BeforeRead = _ => isGated ? gate.Task : Task.CompletedTask };
        await using var feed = Feed(Small, store);
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await watch.NextAsync();

        isGated = true;
        await CreateManyAsync(30);
        await Store.CompactAsync(20, Cancelled);
        isGated = false;
        gate.SetResult();

        var (batches, error) = await watch.ToEndAsync();
        batches.ShouldBeEmpty();
        (error.Reason, error.Metadata["oldest_revision"]).ShouldBe((RegistryReason.RevisionCompacted, "20"));
        await using var again = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 20 });
        Revisions(await again.ChangesAsync(11)).ShouldBe(Numbers(20, 30));
    }

    // So small that tests meet its bounds.
    private static ChangeFeedOptions Small { get; } = new() { KeptChanges = 16, BatchChanges = 7, PageChanges = 10 };

    private static IEnumerable<long> Numbers(int first, int last) => Enumerable.Range(first, last - first + 1).Select(number => (long)number);

    private ChangeFeed<ModelChange> Feed(ChangeFeedOptions? options = null, IModelStore? store = null) => new(
        store ?? Store, new ModelLimits(), TimeProvider.System, options ?? new ChangeFeedOptions(), change => change, _observer);

    private async Task CreateManyAsync(int count, string prefix = "model-")
    {
        for (var i = 0; i < count; i++)
        {
            await CreateAsync(Bert with { Name = $"{prefix}{i}" });
        }
    }

    private static async Task<RegistryException> WatchErrorAsync(ChangeFeed<ModelChange> feed, WatchQuery query)
    {
        await using var watch = new WatchUnderTest(feed, Trusted, query);
        return (await watch.ToEndAsync()).Error;
    }

    private static IEnumerable<long> Revisions(IEnumerable<ModelChange> changes) => changes.Select(change => change.Revision);
}

using Maas.Models;
using Maas.Models.Watching;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
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
}

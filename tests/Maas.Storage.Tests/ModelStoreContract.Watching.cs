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

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

        Revisions(changes).ShouldBe(Enumerable.Range(1, 400).Select(revision => (long)revision));
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

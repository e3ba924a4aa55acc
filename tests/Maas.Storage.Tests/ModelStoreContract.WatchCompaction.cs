using Maas.Models;
using Maas.Models.Watching;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
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
}

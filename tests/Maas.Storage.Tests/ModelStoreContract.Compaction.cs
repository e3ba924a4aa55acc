using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    [Fact]
    public async Task Compact_KeepsTheSnapshotAndWhatFollowsIt()
    {
        var model = await CreateAsync(Bert with { RequestId = "once", Tags = ["a"] });
        var deleted = await CreateAsync(Bert with { Name = "deleted" });
        await Catalog.DeleteAsync(Trusted, deleted.Id.ToString(), "", Cancelled);
        await Catalog.AddTagsAsync(Trusted, model.Id.ToString(), ["b"], "", Cancelled);
        await Catalog.SetStatusAsync(Trusted, model.Id.ToString(), "ready", "", Cancelled);
        var log = await ChangesAsync();

        (await Store.CompactAsync(4, Cancelled)).ShouldBe(4);

        var kept = await Store.ReadChangesAsync(3, 10, Cancelled);
        (kept.Newest, kept.Oldest).ShouldBe((5, 4));
        kept.Changes.Select(change => change.Revision).ShouldBe([4, 5]);
        var snapshot = await Store.ReadSnapshotAsync(null, 10, Cancelled);
        snapshot.Revision.ShouldBe(4);
        snapshot.Changes.Select(change => change.Revision).ShouldBe([4, 3], ignoreOrder: true);
        foreach (var change in snapshot.Changes)
        {
            ShouldBeSame(change, log[(int)change.Revision - 1]);
        }

        ShouldBeSame(await GetAsync(model.Id), log[^1].Model);
    }

    [Fact]
    public async Task Compact_ADeleteAtTheBoundary_IsInTheSnapshotAndInTheLog()
    {
        var model = await CreateAsync(Bert);
        await Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);

        await Store.CompactAsync(2, Cancelled);

        (await Store.ReadChangesAsync(1, 10, Cancelled)).Changes.Single().Kind.ShouldBe(ChangeKind.Deleted);
        var snapshot = await Store.ReadSnapshotAsync(null, 10, Cancelled);
        snapshot.Changes.Single().Model.DeletedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task ReadChanges_OfWhatIsCompacted_IsOutOfRangeAndNamesTheOldest()
    {
        for (var i = 0; i < 6; i++)
        {
            await CreateAsync(Bert with { Version = $"{i}" });
        }

        await Store.CompactAsync(5, Cancelled);

        foreach (var after in new[] { 0L, 3L })
        {
            var error = await ShouldFailAsync(RegistryErrorCode.OutOfRange, () => Store.ReadChangesAsync(after, 10, Cancelled).AsTask());
            error.Reason.ShouldBe(RegistryReason.RevisionCompacted);
            error.Metadata.ShouldBe([new("oldest_revision", "5")]);
        }

        (await Store.ReadChangesAsync(4, 10, Cancelled)).Changes.Select(change => change.Revision).ShouldBe([5, 6]);
    }

    [Fact]
    public async Task Compact_AgainAndBelow_ChangesNothing_AndAheadOfTheLogIsOutOfRange()
    {
        await CreateAsync(Bert);
        await CreateAsync(Bert with { Version = "2" });
        (await Store.CompactAsync(1, Cancelled)).ShouldBe(1);
        (await Store.ReadChangesAsync(0, 10, Cancelled)).Changes.Length.ShouldBe(2);
        (await Store.CompactAsync(2, Cancelled)).ShouldBe(2);
        (await Store.CompactAsync(2, Cancelled)).ShouldBe(2);
        (await Store.CompactAsync(1, Cancelled)).ShouldBe(2);

        var error = await ShouldFailAsync(RegistryErrorCode.OutOfRange, () => Store.CompactAsync(3, Cancelled));

        (error.Reason, error.Metadata["newest_revision"]).ShouldBe((RegistryReason.RevisionNotReached, "2"));
        (await Store.ReadSnapshotAsync(null, 10, Cancelled)).Changes.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Compact_AnEmptyLog_HasNoRevisionToKeep() =>
        await ShouldFailAsync(RegistryErrorCode.OutOfRange, () => Store.CompactAsync(1, Cancelled));

    [Fact]
    public async Task Revisions_AfterACompactionOfAll_GoOn_AlsoReopened()
    {
        await CreateAsync(Bert);
        await CreateAsync(Bert with { Version = "2" });
        await Store.CompactAsync(2, Cancelled);
        await ReopenAsync();

        (await Catalog.WithRevisions.CreateAsync(Trusted, Bert with { Version = "3" }, Cancelled)).Revision.ShouldBe(3);
        var page = await Store.ReadChangesAsync(1, 10, Cancelled);
        (page.Changes.Length, page.Newest, page.Oldest).ShouldBe((2, 3, 2));
        (await CreateAsync(Bert with { Version = "4", RequestId = "r" })).Etag.ShouldBe((await CreateAsync(Bert with { Version = "4", RequestId = "r" })).Etag);
    }

    // Several times, in steps, with writers at work: at each point the snapshot and the log behind it give the state.
    [Fact]
    public async Task SnapshotAndLog_GiveTheState_AlsoWhileOthersWrite()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await AtOnceAsync(1_200, i => CreateAsync(Bert with { Name = "many", Version = $"{i}" }));
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() => ComeAndGoAsync(writer, seed, done.Token), Cancelled)).ToArray();
        var oldest = 1L;
        for (var round = 0; round < 5; round++)
        {
            var newest = (await Store.ReadChangesAsync(NoEnd, 1, Cancelled)).Newest;
            oldest = Math.Max(oldest, newest - round);
            (await Store.CompactAsync(newest - round, Cancelled)).ShouldBe(oldest, $"seed {seed}");
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
        var (revision, snapshot) = await WholeSnapshotAsync();
        var page = await Store.ReadChangesAsync(revision - 1, int.MaxValue, Cancelled);
        page.Oldest.ShouldBe(revision);
        page.Changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(0, page.Changes.Length).Select(i => revision + i));
        var state = StateOf(snapshot.OrderBy(change => change.Revision).Concat(page.Changes.Skip(1)));
        var listed = await WalkAsync(new ModelQuery { Limit = 100 });
        listed.Select(model => model.Etag).ShouldBe(state.Values.Select(model => model.Etag), ignoreOrder: true, $"seed {seed}");
    }

    private async Task<(long Revision, List<ModelChange> Changes)> WholeSnapshotAsync()
    {
        var all = new List<ModelChange>();
        while (true)
        {
            var page = await Store.ReadSnapshotAsync(all.Count == 0 ? null : all[^1].Model.Id, 500, Cancelled);
            all.AddRange(page.Changes);
            if (page.Changes.Length < 500)
            {
                all.Select(change => change.Model.Id).ShouldBeUnique();
                all.ShouldAllBe(change => change.Revision <= page.Revision);
                return (page.Revision, all);
            }
        }
    }

    private static void ShouldBeSame(ModelChange change, ModelChange expected)
    {
        ShouldBeSame(change.Model, expected.Model);
        (change with { Model = expected.Model, Prior = expected.Prior }).ShouldBe(expected);
        (change.Prior?.Tags?.ToArray()).ShouldBe(expected.Prior?.Tags?.ToArray());
    }
}

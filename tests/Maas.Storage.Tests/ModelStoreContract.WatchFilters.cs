using Maas.Models;
using Maas.Models.Watching;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
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
}

using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    [Fact]
    public async Task Change_ToTooLargeAMessage_IsRefusedAndChangesNothing()
    {
        var model = await CreateAsync(Bert);

        await ShouldFailAsync(RegistryErrorCode.Invalid, () => Catalog.SetMetadataAsync(
            Trusted, model.Id.ToString(), Filling(MessageLimit + 1), "", Cancelled));

        ShouldBeSame(await GetAsync(model.Id), model);
    }

    [Fact]
    public async Task SetStatusAndDelete_OfAModelThatIsFull_AreDone()
    {
        var model = await CreateAsync(Bert with { Metadata = Filling(MessageLimit) });

        var deploying = await Catalog.SetStatusAsync(Trusted, model.Id.ToString(), "deploying", "", Cancelled);
        deploying.Status.ShouldBe(ModelStatus.Deploying);

        await Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);
    }

    [Fact]
    public async Task Update_EveryField_IsReadBackAsItIs()
    {
        var model = await CreateAsync(Bert);
        Clock.Advance(TimeSpan.FromSeconds(1));

        var updated = await UpdateAsync(model, new ModelUpdate
        {
            Name = Everything.Name, Description = Everything.Description, Tags = Everything.Tags, Metadata = Everything.Metadata, IsPublic = true,
            DockerImage = Everything.DockerImage, StoragePath = Everything.StoragePath, Size = 5, Checksum = Everything.Checksum,
        });

        updated.Name.ShouldBe(Everything.Name);
        updated.UpdatedAt.ShouldBe(model.CreatedAt.AddSeconds(1));
        updated.Etag.ShouldNotBe(model.Etag);
        ShouldBeSame(await GetAsync(model.Id), updated);
    }

    [Fact]
    public async Task Update_AMask_CanClearFields()
    {
        var model = await CreateAsync(Everything);

        var updated = await UpdateAsync(model, new ModelUpdate { Mask = ["description", "tags", "metadata", "is_public", "size"] });

        (updated.Description, updated.IsPublic, updated.Size).ShouldBe(("", false, 0L));
        updated.Tags.ShouldBeEmpty();
        updated.Metadata.ShouldBeEmpty();
        updated.Checksum.ShouldBe(model.Checksum);
        ShouldBeSame(await GetAsync(model.Id), updated);
    }

    [Fact]
    public async Task Changes_ToWhatIsSoAlready_ChangeNothing()
    {
        var model = await CreateAsync(Everything);
        var id = model.Id.ToString();
        Clock.Advance(TimeSpan.FromSeconds(1));

        RegisteredModel[] results =
        [
            await UpdateAsync(model, new ModelUpdate { Name = model.Name, Tags = [.. model.Tags.Reverse()], Metadata = model.Metadata }),
            await UpdateAsync(model, new ModelUpdate()),
            await Catalog.SetStatusAsync(Trusted, id, "pending", model.Etag, Cancelled),
            await Catalog.AddTagsAsync(Trusted, id, model.Tags, model.Etag, Cancelled),
            await Catalog.RemoveTagsAsync(Trusted, id, ["other"], model.Etag, Cancelled),
            await Catalog.SetMetadataAsync(Trusted, id, model.Metadata, model.Etag, Cancelled),
        ];

        results.ShouldAllBe(result => result.Etag == model.Etag && result.UpdatedAt == model.UpdatedAt);
        ShouldBeSame(await GetAsync(model.Id), model);
        (await ChangesAsync()).Count.ShouldBe(1);
    }

    // Clocks go back, and those of replicas differ.
    [Fact]
    public async Task Changes_AfterTheClockWentBack_AreNotOlderThanWhatTheyChange()
    {
        var model = await CreateAsync(Bert);
        Clock.Advance(TimeSpan.FromHours(-1));

        var updated = await UpdateAsync(model, new ModelUpdate { Description = "changed" });
        var deleted = await Catalog.DeleteAsync(Trusted, model.Id.ToString(), updated.Etag, Cancelled);

        updated.UpdatedAt.ShouldBe(model.UpdatedAt);
        deleted.UpdatedAt.ShouldBe(model.UpdatedAt);
    }

    [Fact]
    public async Task Update_ToATakenName_AlreadyExistsAndChangesNothing()
    {
        await CreateAsync(Bert);
        var other = await CreateAsync(Bert with { Name = "gpt", Tags = ["a"] });

        await ShouldFailAsync(RegistryErrorCode.AlreadyExists, () => UpdateAsync(other, new ModelUpdate { Name = "bert", Tags = ["b"] }));

        ShouldBeSame(await GetAsync(other.Id), other);
        (await ListAsync(new ModelQuery { Tags = ["b"] })).Total.ShouldBe(0);
        (await ListAsync(new ModelQuery { Tags = ["a"] })).Total.ShouldBe(1);
        (await UpdateAsync(other, new ModelUpdate { Name = "t5" })).Name.ShouldBe("t5");
    }

    [Fact]
    public async Task TagsStatusAndMetadata_AreChanged()
    {
        var id = (await CreateAsync(Bert with { Tags = ["a"] })).Id;
        var text = id.ToString();

        (await Catalog.AddTagsAsync(Trusted, text, ["b", "a", "c"], "", Cancelled)).Tags.ShouldBe(["a", "b", "c"]);
        (await Catalog.RemoveTagsAsync(Trusted, text, ["a", "x"], "", Cancelled)).Tags.ShouldBe(["b", "c"]);
        (await Catalog.SetStatusAsync(Trusted, text, "ready", "", Cancelled)).Status.ShouldBe(ModelStatus.Ready);
        await Catalog.SetMetadataAsync(Trusted, text, new Dictionary<string, string> { ["k"] = "v" }, "", Cancelled);

        var model = await GetAsync(id);
        model.Tags.ShouldBe(["b", "c"]);
        model.Status.ShouldBe(ModelStatus.Ready);
        (await Catalog.GetMetadataAsync(Trusted, text, Cancelled)).ShouldBe([new("k", "v")]);
    }

    [Fact]
    public async Task AddTags_OverTheLimitOfAModel_IsRefused()
    {
        var model = await CreateAsync(Bert with { Tags = [.. Enumerable.Range(0, 99).Select(i => $"t{i}")] });

        await Catalog.AddTagsAsync(Trusted, model.Id.ToString(), ["t0", "one"], "", Cancelled);
        var error = await ShouldFailAsync(
            RegistryErrorCode.Invalid, () => Catalog.AddTagsAsync(Trusted, model.Id.ToString(), ["two"], "", Cancelled));

        error.Violations.Single().Field.ShouldBe("tags");
        (await GetAsync(model.Id)).Tags.Length.ShouldBe(100);
    }

    [Fact]
    public async Task Delete_HidesTheModelAndFreesItsName()
    {
        var model = await CreateAsync(Bert with { Tags = ["a"], IsPublic = true });

        var deleted = await Catalog.DeleteAsync(Trusted, model.Id.ToString(), "", Cancelled);

        deleted.DeletedAt.ShouldBe(Microseconds.Truncate(Clock.GetUtcNow()));
        await ShouldBeGoneAsync(Trusted, model.Id);
        (await Store.FindAsync(model.Id, Cancelled)).Value.ShouldBeNull();
        (await ListAsync(new ModelQuery())).Total.ShouldBe(0);
        (await ListAsync(new ModelQuery { Tags = ["a"] })).Models.ShouldBeEmpty();
        (await CreateAsync(Bert)).Id.ShouldNotBe(model.Id);
        await Catalog.DeleteAsync(Trusted, (await ListAsync(new ModelQuery())).Models.Single().Id.ToString(), "", Cancelled);
        await CreateAsync(Bert);
    }

    [Fact]
    public async Task EveryChange_WithAStaleEtag_IsRefusedAndChangesNothing()
    {
        var model = await CreateAsync(Bert);
        var id = model.Id.ToString();

        foreach (var etag in new[] { "stale", "0198f3c27a5e7cc19d0e2f6b1a4c8e11", "'", "\0" })
        {
            Func<Task>[] changes =
            [
                () => UpdateAsync(model, new ModelUpdate { Name = "x", Etag = etag }),
                () => Catalog.DeleteAsync(Trusted, id, etag, Cancelled),
                () => Catalog.SetStatusAsync(Trusted, id, "ready", etag, Cancelled),
                () => Catalog.AddTagsAsync(Trusted, id, ["x"], etag, Cancelled),
                () => Catalog.RemoveTagsAsync(Trusted, id, ["x"], etag, Cancelled),
                () => Catalog.SetMetadataAsync(Trusted, id, Bert.Metadata, etag, Cancelled),
            ];
            foreach (var change in changes)
            {
                await ShouldFailAsync(RegistryErrorCode.StaleEtag, change);
            }
        }

        ShouldBeSame(await GetAsync(model.Id), model);
        (await ChangesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task EveryChange_WithTheCurrentEtag_IsMade()
    {
        var model = await CreateAsync(Bert);
        var id = model.Id.ToString();

        model = await UpdateAsync(model, new ModelUpdate { Name = "x", Etag = model.Etag });
        model = await Catalog.SetStatusAsync(Trusted, id, "ready", model.Etag, Cancelled);
        model = await Catalog.AddTagsAsync(Trusted, id, ["x"], model.Etag, Cancelled);
        model = await Catalog.RemoveTagsAsync(Trusted, id, ["x"], model.Etag, Cancelled);
        model = await Catalog.SetMetadataAsync(Trusted, id, new Dictionary<string, string> { ["k"] = "v" }, model.Etag, Cancelled);
        await Catalog.DeleteAsync(Trusted, id, model.Etag, Cancelled);

        (await ChangesAsync()).Count.ShouldBe(7);
    }
}

using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    private static NewModel Everything { get; } = Bert with
    {
        Name = "模型 🤖 'quoted' \"%_\\",
        Description = "one\r\n\ttwo \uFFFE\uFFFF\u2028\U0010FFFF e\u0301",
        Tags = ["nlp", "模型", "a'b", "NULL", "null", "{}", "a,\"b\\", " ", "\uFFFE"],
        Metadata = new Dictionary<string, string> { ["source"] = "demo", ["Ключ"] = "line\nbreak", ["empty"] = "", ["\\u0000"] = "\\u0000 \uFFFE 🤖" },
        OwnerId = "me",
        TenantId = "acme",
        IsPublic = true,
        DockerImage = "registry/bert:1",
        StoragePath = "s3://bucket/bert",
        Size = long.MaxValue,
        Checksum = "sha256:00",
    };

    [Fact]
    public async Task Find_UnknownId_ReturnsNull() => (await Store.FindAsync(ModelId.New(Clock), Cancelled)).Value.ShouldBeNull();

    [Fact]
    public async Task Create_Everything_IsReadBackAsItIs()
    {
        var created = await CreateAsync(Everything);

        ShouldBeSame(await GetAsync(created.Id), created);
        ShouldBeSame((await ListAsync(new ModelQuery())).Models.Single(), created);
        created.CreatedAt.ShouldBe(Microseconds.Truncate(Clock.GetUtcNow()));
        created.Name.ShouldBe(Everything.Name);
        created.Size.ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task Create_ATakenNameAndVersion_AlreadyExists()
    {
        var first = await CreateAsync(Bert);

        var error = await ShouldFailAsync(RegistryErrorCode.AlreadyExists, () => CreateAsync(Bert with { Framework = "onnx" }));

        error.Reason.ShouldBe(RegistryReason.ModelAlreadyExists);
        (await ListAsync(new ModelQuery())).Models.Single().Id.ShouldBe(first.Id);
        (await ChangesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_AnotherVersionNameCaseOrTenant_IsAnotherModel()
    {
        await CreateAsync(Bert);
        await CreateAsync(Bert with { Version = "1.0.1" });
        await CreateAsync(Bert with { Name = "BERT" });
        await CreateAsync(Bert with { TenantId = "acme" });

        (await ListAsync(new ModelQuery())).Total.ShouldBe(4);
    }

    [Fact]
    public async Task Create_TooLargeAMessage_IsRefused()
    {
        await CreateAsync(Bert with { Metadata = Filling(MessageLimit) });

        var error = await ShouldFailAsync(
            RegistryErrorCode.Invalid, () => CreateAsync(Bert with { Version = "2", Metadata = Filling(MessageLimit + 1) }));

        error.Reason.ShouldBe(RegistryReason.ModelTooLarge);
        error.Violations.ShouldBe([new FieldViolation("model", "would take 40001 bytes as a message; at most 40000 are allowed")]);
    }

    [Theory]
    [InlineData("not-a-uuid", RegistryErrorCode.Invalid)]
    [InlineData("", RegistryErrorCode.Invalid)]
    [InlineData("0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11", RegistryErrorCode.NotFound)]
    public async Task EveryMethod_AnIdThatIsNone_IsRefused(string id, RegistryErrorCode code)
    {
        (string Field, Func<Task> Act)[] calls =
        [
            ("id", async () => await Catalog.GetAsync(Trusted, id, Cancelled)),
            ("id", () => Catalog.UpdateAsync(Trusted, id, new ModelUpdate { Etag = "stale" }, Cancelled)),
            ("id", () => Catalog.DeleteAsync(Trusted, id, "stale", Cancelled)),
            ("id", () => Catalog.SetStatusAsync(Trusted, id, "ready", "stale", Cancelled)),
            ("model_id", () => Catalog.AddTagsAsync(Trusted, id, ["x"], "stale", Cancelled)),
            ("model_id", () => Catalog.RemoveTagsAsync(Trusted, id, ["x"], "stale", Cancelled)),
            ("model_id", () => Catalog.SetMetadataAsync(Trusted, id, Bert.Metadata, "stale", Cancelled)),
            ("model_id", async () => await Catalog.GetMetadataAsync(Trusted, id, Cancelled)),
        ];

        foreach (var (field, act) in calls)
        {
            var error = await ShouldFailAsync(code, act);
            error.Violations.Select(violation => violation.Field).ShouldBe(code == RegistryErrorCode.Invalid ? [field] : []);
        }
    }

    [Fact]
    public async Task ACallerOfATenant_ReachesItsOwnModels_AndReadsPublicOnes()
    {
        var anna = new Caller("anna", "acme", "r");
        var own = await Catalog.CreateAsync(anna, Bert, Cancelled);
        var hidden = await CreateAsync(Bert with { TenantId = "other" });
        var open = await CreateAsync(Bert with { TenantId = "other", Version = "2", IsPublic = true });

        own.TenantId.ShouldBe("acme");
        (await Catalog.GetAsync(anna, own.Id.ToString(), Cancelled)).Id.ShouldBe(own.Id);
        (await Catalog.GetAsync(anna, open.Id.ToString(), Cancelled)).Id.ShouldBe(open.Id);
        await ShouldBeGoneAsync(anna, hidden.Id);
        await ShouldNotBeChangeableAsync(anna, open.Id);
        (await Catalog.ListAsync(anna, new ModelQuery(), Cancelled)).Models.Select(model => model.Id).ShouldBe([own.Id]);
        (await Catalog.ListAsync(anna, new ModelQuery { TenantId = "other" }, Cancelled)).Models.Select(model => model.Id).ShouldBe([open.Id]);
        await ShouldFailAsync(
            RegistryErrorCode.PermissionDenied, () => Catalog.CreateAsync(anna, Bert with { TenantId = "other" }, Cancelled));
    }

    [Fact]
    public async Task ChangeLog_TellsEachChangeOnce()
    {
        var anna = new Caller("anna", "acme", "r-1");
        var created = await Catalog.CreateAsync(anna, Bert with { Tags = ["a"] }, Cancelled);
        var id = created.Id.ToString();
        var start = created.CreatedAt;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var updated = await Catalog.UpdateAsync(anna with { RequestId = "r-2" }, id, new ModelUpdate { Name = "b" }, Cancelled);
        var tagged = await Catalog.AddTagsAsync(anna with { Subject = "ben" }, id, ["b"], "", Cancelled);
        var untagged = await Catalog.RemoveTagsAsync(anna, id, ["a"], "", Cancelled);
        var moved = await Catalog.SetStatusAsync(anna, id, "ready", "", Cancelled);
        var described = await Catalog.SetMetadataAsync(anna, id, new Dictionary<string, string> { ["k"] = "v" }, "", Cancelled);
        var deleted = await Catalog.DeleteAsync(anna, id, "", Cancelled);

        var changes = await ChangesAsync();

        changes.Select(change => change.Revision).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        changes.Select(change => change.Kind).ShouldBe([
            ChangeKind.Created, ChangeKind.Updated, ChangeKind.TagsChanged, ChangeKind.TagsChanged, ChangeKind.StatusChanged,
            ChangeKind.MetadataChanged, ChangeKind.Deleted,
        ]);
        changes.Select(change => change.Actor).ShouldBe(["anna", "anna", "ben", "anna", "anna", "anna", "anna"]);
        changes.Select(change => change.RequestId).ShouldBe(["r-1", "r-2", "r-1", "r-1", "r-1", "r-1", "r-1"]);
        changes.Select(change => change.Time).ShouldBe([start, .. Enumerable.Repeat(start.AddSeconds(1), 6)]);
        RegisteredModel[] after = [created, updated, tagged, untagged, moved, described, deleted];
        foreach (var (change, model) in changes.Zip(after))
        {
            ShouldBeSame(change.Model, model);
        }

        (await Store.ReadChangesAsync(2, 3, Cancelled)).Changes.Select(change => change.Revision).ShouldBe([3, 4, 5]);
        (await Store.ReadChangesAsync(7, 3, Cancelled)).Changes.ShouldBeEmpty();
    }

    private async Task ShouldBeGoneAsync(Caller caller, ModelId id)
    {
        await ShouldFailAsync(RegistryErrorCode.NotFound, async () => await Catalog.GetAsync(caller, id.ToString(), Cancelled));
        await ShouldFailAsync(RegistryErrorCode.NotFound, async () => await Catalog.GetMetadataAsync(caller, id.ToString(), Cancelled));
        await ShouldNotBeChangeableAsync(caller, id);
    }

    private async Task ShouldNotBeChangeableAsync(Caller caller, ModelId model)
    {
        var id = model.ToString();
        Func<Task>[] changes =
        [
            () => Catalog.UpdateAsync(caller, id, new ModelUpdate { Name = "x" }, Cancelled),
            () => Catalog.DeleteAsync(caller, id, "stale", Cancelled),
            () => Catalog.SetStatusAsync(caller, id, "ready", "", Cancelled),
            () => Catalog.AddTagsAsync(caller, id, ["x"], "", Cancelled),
            () => Catalog.RemoveTagsAsync(caller, id, ["x"], "", Cancelled),
            () => Catalog.SetMetadataAsync(caller, id, Bert.Metadata, "", Cancelled),
        ];
        foreach (var change in changes)
        {
            await ShouldFailAsync(RegistryErrorCode.NotFound, change);
        }
    }

    private Task<RegisteredModel> UpdateAsync(RegisteredModel model, ModelUpdate update) =>
        Catalog.UpdateAsync(Trusted, model.Id.ToString(), update, Cancelled);

    // Ten entries of a one-character key: that many bytes in all.
    private static Dictionary<string, string> Filling(int bytes) =>
        Enumerable.Range(0, 10).ToDictionary(i => $"{i}", i => new string('x', (bytes / 10) - 1 + (i == 0 ? bytes % 10 : 0)));
}

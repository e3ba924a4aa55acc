namespace Maas.Models.Tests;

public class UpdateRequestTests
{
    private static readonly ModelUpdate Full = new()
    {
        Name = "n", Description = "d", Tags = ["t", "t"], Metadata = Models.Map(("k", "v")), IsPublic = true, DockerImage = "i", StoragePath = "p",
        Size = 3, Checksum = "c",
    };

    private static readonly string[] Paths =
        ["name", "description", "tags", "metadata", "is_public", "docker_image", "storage_path", "size", "checksum"];

    [Fact]
    public void Read_NoMaskAndEverythingGiven_AppliesEverything()
    {
        var edit = Read(Full);

        (edit.Name, edit.Description, edit.IsPublic, edit.DockerImage).ShouldBe(("n", "d", true, "i"));
        (edit.StoragePath, edit.Size, edit.Checksum).ShouldBe(("p", 3L, "c"));
        edit.Tags!.Value.ShouldBe(["t"]);
        edit.Metadata.ShouldBe(Models.Map(("k", "v")));
    }

    [Fact]
    public void Read_NoMaskAndNothingGiven_AppliesNothing() => Read(new ModelUpdate()).ShouldBe(new ModelEdit());

    [Fact]
    public void Read_EveryPath_CanClearItsField()
    {
        var edit = Read(new ModelUpdate { Mask = [.. Paths.Where(path => path != "name")] });

        (edit.Name, edit.Description, edit.IsPublic, edit.DockerImage).ShouldBe((null, "", false, ""));
        (edit.StoragePath, edit.Size, edit.Checksum).ShouldBe(("", 0L, ""));
        edit.Tags!.Value.ShouldBeEmpty();
        edit.Metadata!.ShouldBeEmpty();
    }

    [Fact]
    public void Read_AMask_AppliesOnlyWhatItNames_AndLooksAtNothingElse()
    {
        var edit = Read(Full with { Mask = ["size", "size"], Name = " wrong ", Tags = [""] });

        edit.ShouldBe(new ModelEdit { Size = 3 });
    }

    [Fact]
    public void Read_TheNameCleared_IsRefused() => ShouldBlame("name", new ModelUpdate { Mask = ["name"] });

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("version")]
    [InlineData("id")]
    [InlineData("metadata.source")]
    [InlineData("Name")]
    [InlineData("is_public ")]
    [InlineData("dockerImage")]
    [InlineData("etag")]
    public void Read_AnotherPath_IsRefused(string path) => ShouldBlame("update_mask", Full with { Mask = ["name", path] });

    [Fact]
    public void Read_AMaskFarTooLong_IsRefusedUnread()
    {
        var update = Full with { Mask = [.. Enumerable.Repeat("", 2_000_000)] };

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Should.Throw<RegistryException>(() => Read(update));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000);
        error.Violations.ShouldBe([new FieldViolation("update_mask", "has 2000000 paths; at most 90 are allowed, repeated ones included")]);
    }

    [Fact]
    public void Read_AMaskOfRepeatedPaths_IsRead() =>
        Read(Full with { Mask = [.. Enumerable.Repeat("size", 90)] }).ShouldBe(new ModelEdit { Size = 3 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_WrongValues_AreAllNamed(bool withMask)
    {
        var update = new ModelUpdate
        {
            Name = " n", Description = "\0", Tags = [""], Metadata = Models.Map(("", "")), DockerImage = "\n", StoragePath = "\n", Size = -1,
            Checksum = "\n", Mask = withMask ? Paths : [],
        };

        var error = Should.Throw<RegistryException>(() => Read(update));

        error.Violations.Select(violation => violation.Field).ShouldBe(Paths.Where(path => path != "is_public"), ignoreOrder: true);
    }

    private static void ShouldBlame(string field, ModelUpdate update) =>
        Should.Throw<RegistryException>(() => Read(update)).Violations.Select(violation => violation.Field).ShouldBe([field]);

    private static ModelEdit Read(ModelUpdate update)
    {
        var violations = new Violations();
        var edit = new UpdateRequest(update, new FieldRules(new ModelLimits(), violations), violations).Read();
        violations.ThrowIfAny();
        return edit;
    }
}

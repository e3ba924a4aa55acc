using static Maas.Models.Tests.Models;

namespace Maas.Models.Tests;

public class RegisteredModelTests
{
    public static TheoryData<ModelStatus, ModelStatus> Moves => new(
        from current in Enum.GetValues<ModelStatus>()
        from next in Enum.GetValues<ModelStatus>()
        where current != next
        select (current, next));

    [Fact]
    public void Register_GivesAPendingModelWithEverythingAsked()
    {
        var now = Then.AddTicks(7);
        var id = new ModelId(Guid.CreateVersion7(now));
        var request = New with
        {
            Description = "d", Tags = ["b", "a", "b"], Metadata = Map(("k", "v")), OwnerId = "o", IsPublic = true,
            DockerImage = "i", StoragePath = "p", Size = 3, Checksum = "c",
        };

        var model = RegisteredModel.Register(ModelDraft.From(request, "t", new ModelLimits()), id, now);

        model.Id.ShouldBe(id);
        (model.Name, model.Version, model.Framework, model.Description).ShouldBe(("bert", "1.0.0", "pytorch", "d"));
        (model.TenantId, model.OwnerId, model.IsPublic, model.Status).ShouldBe(("t", "o", true, ModelStatus.Pending));
        (model.DockerImage, model.StoragePath, model.Size, model.Checksum).ShouldBe(("i", "p", 3L, "c"));
        model.Tags.ShouldBe(["b", "a"]);
        model.Metadata.ShouldBe(Map(("k", "v")));
        model.CreatedAt.ShouldBe(Then);
        model.UpdatedAt.ShouldBe(Then);
        model.DeletedAt.ShouldBeNull();
        model.Etag.ShouldMatch("^[0-9a-f]{32}$");
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void WithStatus_AnyMayFollowAny(ModelStatus current, ModelStatus next) =>
        ShouldBeAChange(Registered with { Status = current }, model => model.WithStatus(next, Later)).Status.ShouldBe(next);

    [Fact]
    public void WithStatus_TheSame_ChangesNothing() => ShouldBeNoChange(model => model.WithStatus(ModelStatus.Pending, Later));

    [Fact]
    public void WithTags_New_AreAddedBehindTheOthers() =>
        ShouldBeAChange(model => model.WithTags(["cv", "nlp", "cv"], 3, Later)).Tags.ShouldBe(["nlp", "base", "cv"]);

    [Fact]
    public void WithTags_NoneNew_ChangesNothing() => ShouldBeNoChange(model => model.WithTags(["base"], 1, Later));

    [Fact]
    public void WithTags_MoreThanAllowed_IsRefused()
    {
        var error = Should.Throw<RegistryException>(() => Registered.WithTags(["cv"], 2, Later));

        error.Code.ShouldBe(RegistryErrorCode.Invalid);
        error.Violations.ShouldBe([new FieldViolation("tags", "the model would have 3 tags; at most 2 are allowed")]);
    }

    [Fact]
    public void WithoutTags_RemovesThoseThatAreThere() =>
        ShouldBeAChange(model => model.WithoutTags(["nlp", "cv"], Later)).Tags.ShouldBe(["base"]);

    [Fact]
    public void WithoutTags_OthersOnly_ChangesNothing() => ShouldBeNoChange(model => model.WithoutTags(["cv", "NLP"], Later));

    [Fact]
    public void WithMetadata_ReplacesTheWholeMap() =>
        ShouldBeAChange(model => model.WithMetadata(Map(("a", "b")), Later)).Metadata.ShouldBe(Map(("a", "b")));

    [Fact]
    public void WithMetadata_TheSame_ChangesNothing() =>
        ShouldBeNoChange(model => model.WithMetadata(Map(("Author", "me"), ("source", "demo")), Later));

    [Fact]
    public void With_AnEditOfOneField_ChangesThatFieldAlone()
    {
        var edited = ShouldBeAChange(model => model.With(new ModelEdit { Size = 8 }, Later));

        edited.ShouldBe(Registered with { Size = 8, Etag = edited.Etag, UpdatedAt = edited.UpdatedAt });
    }

    [Fact]
    public void With_AnEditOfEveryField_ChangesThemAll()
    {
        var edit = new ModelEdit
        {
            Name = "n", Description = "", Tags = ["t"], Metadata = Map(), IsPublic = true, DockerImage = "i", StoragePath = "p", Size = 0,
            Checksum = "c",
        };

        var edited = ShouldBeAChange(model => model.With(edit, Later));

        (edited.Name, edited.Description, edited.IsPublic, edited.Size).ShouldBe(("n", "", true, 0L));
        (edited.DockerImage, edited.StoragePath, edited.Checksum).ShouldBe(("i", "p", "c"));
        edited.Tags.ShouldBe(["t"]);
        edited.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void With_WhatIsSoAlready_ChangesNothing() => ShouldBeNoChange(model => model.With(
        new ModelEdit
        {
            Name = "bert", Description = "A model", Tags = ["base", "nlp"], Metadata = Map(("source", "demo"), ("Author", "me")),
            IsPublic = false, Size = 7, Checksum = "",
        },
        Later));

    [Fact]
    public void With_NewTagsAndTheRestAsItIs_ChangesTheTags() =>
        ShouldBeAChange(model => model.With(new ModelEdit { Name = "bert", Tags = ["base"] }, Later)).Tags.ShouldBe(["base"]);

    [Fact]
    public void Deleted_MarksTheTime() => ShouldBeAChange(model => model.Deleted(Later)).DeletedAt.ShouldBe(Microseconds.Truncate(Later));

    [Fact]
    public void RequireEtag_TheCurrentOneOrNone_Passes()
    {
        Registered.RequireEtag(Registered.Etag);
        Registered.RequireEtag("");
    }

    [Theory]
    [InlineData("malformed \u0007")]
    [InlineData("0198f3c27a5e7cc19d0e2f6b1a4c8e11")]
    public void RequireEtag_AnotherOne_IsStale(string etag)
    {
        var error = Should.Throw<RegistryException>(() => Registered.RequireEtag(etag));

        (error.Code, error.Reason).ShouldBe((RegistryErrorCode.StaleEtag, RegistryReason.StaleEtag));
        error.Message.ShouldNotContain("\u0007");
    }

    [Fact]
    public void RequireEtag_AnotherCase_IsStale() =>
        Should.Throw<RegistryException>(() => Registered.RequireEtag(Registered.Etag.ToUpperInvariant() + "A"));

    private static RegisteredModel ShouldBeAChange(Func<RegisteredModel, RegisteredModel> change) => ShouldBeAChange(Registered, change);

    private static RegisteredModel ShouldBeAChange(RegisteredModel before, Func<RegisteredModel, RegisteredModel> change)
    {
        var after = change(before);
        after.Etag.ShouldNotBe(before.Etag);
        after.UpdatedAt.ShouldBe(Then.AddTicks(10_000_010));
        after.CreatedAt.ShouldBe(before.CreatedAt);
        after.Id.ShouldBe(before.Id);
        return after;
    }

    private static void ShouldBeNoChange(Func<RegisteredModel, RegisteredModel> change) => change(Registered).ShouldBeSameAs(Registered);
}

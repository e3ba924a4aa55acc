using Maas.Models.Watching;
using static Maas.Models.Tests.Watching.LoggedChanges;

namespace Maas.Models.Tests.Watching;

public class ChangeSelectionTests
{
    private static readonly RegisteredModel Model = Models.Registered with { Name = "bert", Tags = ["a"], IsPublic = false };

    [Theory]
    [InlineData("bert", "", true)]
    [InlineData("Bert", "", false)]
    [InlineData("ber", "", false)]
    [InlineData("old", "", true)]
    [InlineData("", "a", true)]
    [InlineData("", "gone", true)]
    [InlineData("", "b", false)]
    [InlineData("old", "a", true)]
    [InlineData("old", "b", false)]
    public void Keeps_NameAndTag_LooksAtWhatIsAndAtWhatWas(string name, string tag, bool expected)
    {
        var change = Change(1, Model, new PriorFields { Name = "old", Tags = ["gone", "a"] });

        new ChangeSelection { Name = name, Tags = tag.Length == 0 ? [] : [tag] }.Keeps(change).ShouldBe(expected);
    }

    [Fact]
    public void Keeps_PublicOnly_AlsoWhatIsMadePrivate()
    {
        var selection = new ChangeSelection { PublicOnly = true };

        selection.Keeps(Change(1, Model)).ShouldBeFalse();
        selection.Keeps(Change(1, Model with { IsPublic = true })).ShouldBeTrue();
        selection.Keeps(Change(1, Model, new PriorFields { IsPublic = true })).ShouldBeTrue();
    }

    [Fact]
    public void Show_WhatIsMadePrivate_TellsNothingNew()
    {
        var change = Change(
            1, Model with { Name = "new", Description = "secret", StoragePath = "s3://secret" }, new PriorFields { Name = "bert", IsPublic = true });

        var shown = new ChangeSelection { PublicOnly = true }.Show(change);

        (shown.Model.Name, shown.Model.Description, shown.Model.StoragePath, shown.Actor, shown.RequestId).ShouldBe(("bert", "", "", "", ""));
        shown.Model.Metadata.ShouldBeEmpty();
        (shown.Model.Id, shown.Revision, shown.Model.IsPublic).ShouldBe((Model.Id, 1L, false));
        new ChangeSelection().Show(change).ShouldBeSameAs(change);
    }

    [Fact]
    public void Equals_TheSameFilters_IsTheSame()
    {
        ChangeSelection[] different =
        [
            new(), new() { Name = "a" }, new() { TenantId = "a" }, new() { PublicOnly = true }, new() { Tags = ["a"] }, new() { Tags = ["b"] },
            new() { Kinds = [ChangeKind.Created] }, new() { Kinds = [ChangeKind.Deleted] },
        ];

        different.Distinct().Count().ShouldBe(different.Length);
        var (one, other) = (new ChangeSelection { Tags = ["a", "b"], Kinds = [ChangeKind.Deleted] }, new ChangeSelection { Tags = ["a", "b"], Kinds = [ChangeKind.Deleted] });
        one.ShouldBe(other);
        one.GetHashCode().ShouldBe(other.GetHashCode());
    }
}

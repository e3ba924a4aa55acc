namespace Maas.Models.Tests;

public class ListRequestTests
{
    private static readonly byte[] Key = new byte[32];
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly Caller Anna = new("anna", "acme", "r");

    // Each asks for something else than the others.
    public static IReadOnlyList<ModelQuery> Different { get; } =
    [
        new(),
        new() { Name = "a" },
        new() { Framework = "a" },
        new() { Status = "pending" },
        new() { Status = "failed" },
        new() { OwnerId = "a" },
        new() { TenantId = "a" },
        new() { Tags = ["a"] },
        new() { Tags = ["a", "b"] },
        new() { Tags = ["ab"] },
        new() { IsPublic = true },
    ];

    [Theory]
    [InlineData(0, 0, 1, 20)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(7, 100, 7, 100)]
    [InlineData(int.MaxValue, 101, int.MaxValue, 100)]
    [InlineData(2, int.MaxValue, 2, 100)]
    public void From_PageAndLimit_AreDefaultedAndCapped(int page, int limit, int expectedPage, int expectedLimit)
    {
        var request = Read(new ModelQuery { Page = page, Limit = limit });

        (request.Page, request.Limit, request.After).ShouldBe((expectedPage, expectedLimit, null));
    }

    [Fact]
    public void From_Filters_AreMadeComparable()
    {
        var filter = Read(new ModelQuery
        {
            Name = " BeRT%_", Framework = "any", Status = "ready", OwnerId = "o", TenantId = "t", Tags = ["b", "a", "b"], IsPublic = true,
        }).Filter;

        (filter.FoldedName, filter.Framework, filter.Status, filter.OwnerId).ShouldBe((" bert%_", "any", ModelStatus.Ready, "o"));
        (filter.TenantId, filter.PublicOnly).ShouldBe(("t", true));
        filter.Tags.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void From_FarTooManyTags_AreRefusedUnread()
    {
        var error = Should.Throw<RegistryException>(() => Read(new ModelQuery { Tags = [.. Enumerable.Repeat("", 1_001)] }));

        error.Violations.ShouldBe([
            new FieldViolation("tags", "has 1001 items; at most 100 tags are allowed, and 1000 with repeated ones"),
        ]);
    }

    [Fact]
    public void From_SeveralFaults_NamesThemAll()
    {
        var query = new ModelQuery
        {
            Name = "\n", Framework = "\n", Status = "done", OwnerId = "\n", TenantId = "\n", Tags = [""], Page = -1, Limit = -1,
        };

        var error = Should.Throw<RegistryException>(() => Read(query));

        error.Violations.Select(violation => violation.Field).ShouldBe(
            ["name", "framework", "status", "owner_id", "tenant_id", "tags", "page", "limit"], ignoreOrder: true);
        error.Violations.Single(violation => violation.Field == "status").Description.ShouldBe(
            "'done' is unknown; it is one of pending, building, ready, deploying, running, failed, archived");
    }

    [Fact]
    public void From_APageBehindTheFirstWithAToken_IsRefused()
    {
        var token = Token(Trusted, new ModelQuery());

        Read(new ModelQuery { PageToken = token, Page = 1 }).Page.ShouldBe(0);
        Should.Throw<RegistryException>(() => Read(new ModelQuery { PageToken = token, Page = 2 }))
            .Violations.Single().Field.ShouldBe("page");
    }

    [Fact]
    public void From_WhatIsNotServed_SaysSo()
    {
        (string Field, ModelQuery Query)[] rows =
        [
            ("filter", new ModelQuery { Filter = "name=a" }),
            ("order_by", new ModelQuery { OrderBy = "name" }),
            ("show_deleted", new ModelQuery { ShowDeleted = true }),
        ];

        foreach (var (field, query) in rows)
        {
            var error = Should.Throw<RegistryException>(() => Read(query));
            (error.Code, error.Reason).ShouldBe((RegistryErrorCode.Unimplemented, RegistryReason.NotYetServed));
            error.Violations.Single().Field.ShouldBe(field);
            error.Message.ShouldStartWith(field);
        }
    }

    [Fact]
    public void From_AToken_IsGoodForExactlyWhatItWasMadeFor()
    {
        foreach (var made in Different)
        {
            foreach (var used in Different)
            {
                CanUse(Trusted, used, Token(Trusted, made)).ShouldBe(ReferenceEquals(made, used));
            }
        }
    }

    [Fact]
    public void From_AToken_IsNotGoodForAnotherCaller()
    {
        var query = new ModelQuery { TenantId = "acme" };

        CanUse(Anna, query, Token(Anna, query)).ShouldBeTrue();
        CanUse(Anna with { RequestId = "another" }, query, Token(Anna, query)).ShouldBeTrue();
        CanUse(Trusted, query, Token(Anna, query)).ShouldBeFalse();
        CanUse(Anna, query, Token(Trusted, query)).ShouldBeFalse();
        CanUse(Anna with { Tenant = "other" }, query, Token(Anna, query)).ShouldBeFalse();
    }

    [Fact]
    public void From_AToken_IsGoodForAnotherLimitAndAnotherWordingOfTheSame()
    {
        var token = Token(Trusted, new ModelQuery { Name = "BERT", Tags = ["a", "b"], Limit = 3 });

        CanUse(Trusted, new ModelQuery { Name = "bert", Tags = ["b", "a", "b"], Limit = 50 }, token).ShouldBeTrue();
    }

    [Fact]
    public void From_ACallerOfATenant_SeesItsOwn_AndPublicOnesOfOthers()
    {
        var own = Read(new ModelQuery(), Anna).Filter;
        var named = Read(new ModelQuery { TenantId = "acme" }, Anna).Filter;
        var other = Read(new ModelQuery { TenantId = "other" }, Anna).Filter;

        (own.TenantId, own.PublicOnly).ShouldBe(("acme", false));
        (named.TenantId, named.PublicOnly).ShouldBe(("acme", false));
        (other.TenantId, other.PublicOnly).ShouldBe(("other", true));
    }

    [Fact]
    public void From_TheTrustedCaller_SeesAll()
    {
        var filter = Read(new ModelQuery()).Filter;

        (filter.TenantId, filter.PublicOnly).ShouldBe(("", false));
    }

    private static ListRequest Read(ModelQuery query) => Read(query, Trusted);

    private static ListRequest Read(ModelQuery query, Caller caller) => ListRequest.From(caller, query, new ModelLimits(), Key);

    private static string Token(Caller caller, ModelQuery query) =>
        PageToken.Write(ModelPosition.Of(Models.Registered), Read(query, caller).Binding, Key);

    private static bool CanUse(Caller caller, ModelQuery query, string token)
    {
        try
        {
            Read(query with { PageToken = token }, caller).After.ShouldBe(ModelPosition.Of(Models.Registered));
            return true;
        }
        catch (RegistryException error) when (error.Reason == RegistryReason.PageTokenInvalid)
        {
            error.Violations.Single().Field.ShouldBe("page_token");
            return false;
        }
    }
}

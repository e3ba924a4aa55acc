using Maas.Models;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    [Fact]
    public async Task List_AnEmptyStore_IsOneEmptyPage()
    {
        var page = await ListAsync(new ModelQuery());

        page.Models.ShouldBeEmpty();
        (page.Total, page.Page, page.Limit, page.NextPageToken).ShouldBe((0L, 1, 20, ""));
    }

    [Fact]
    public async Task List_IsNewestFirst_AndAmongEqualsById()
    {
        var models = new List<RegisteredModel>();
        for (var i = 0; i < 6; i++)
        {
            models.Add(await CreateAsync(Bert with { Version = $"{i}" }));
            Clock.Advance(i % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(1));
        }

        var expected = models.OrderByDescending(model => model.CreatedAt).ThenByDescending(model => model.Id.ToString(), StringComparer.Ordinal);
        (await ListAsync(new ModelQuery())).Models.Select(model => model.Id).ShouldBe(expected.Select(model => model.Id));
    }

    [Fact]
    public async Task List_ByPageNumber_GivesEachPage()
    {
        await CreateVersionsAsync(5);

        var first = await ListAsync(new ModelQuery { Limit = 2 });
        var second = await ListAsync(new ModelQuery { Limit = 2, Page = 2 });
        var third = await ListAsync(new ModelQuery { Limit = 2, Page = 3 });
        var beyond = await ListAsync(new ModelQuery { Limit = 2, Page = int.MaxValue });

        Versions(first).ShouldBe(["4", "3"]);
        Versions(second).ShouldBe(["2", "1"]);
        Versions(third).ShouldBe(["0"]);
        Versions(beyond).ShouldBeEmpty();
        (third.Total, third.Page, third.Limit, beyond.Total).ShouldBe((5L, 3, 2, 5L));
        first.NextPageToken.ShouldNotBeEmpty();
        second.NextPageToken.ShouldNotBeEmpty();
        third.NextPageToken.ShouldBeEmpty();
        beyond.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_ByToken_GoesOnBehindTheLastModel()
    {
        await CreateVersionsAsync(5);
        var first = await ListAsync(new ModelQuery { Limit = 2 });

        var second = await ListAsync(new ModelQuery { Limit = 1, PageToken = first.NextPageToken });
        var third = await ListAsync(new ModelQuery { Limit = 2, PageToken = second.NextPageToken });

        Versions(second).ShouldBe(["2"]);
        (second.Total, second.Page, second.Limit).ShouldBe((0L, 0, 1));
        Versions(third).ShouldBe(["1", "0"]);
        third.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_ByToken_StaysInPlaceWhenItsModelIsDeletedAndNewOnesCome()
    {
        await CreateVersionsAsync(4);
        var first = await ListAsync(new ModelQuery { Limit = 2 });
        await Catalog.DeleteAsync(Trusted, first.Models[1].Id.ToString(), "", Cancelled);
        await CreateAsync(Bert with { Version = "new" });

        Versions(await ListAsync(new ModelQuery { PageToken = first.NextPageToken })).ShouldBe(["1", "0"]);
    }

    [Fact]
    public async Task List_ATamperedToken_IsRefused()
    {
        await CreateVersionsAsync(2);
        var token = (await ListAsync(new ModelQuery { Limit = 1 })).NextPageToken;

        for (var i = 0; i < token.Length; i++)
        {
            var tampered = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            var error = await ShouldFailAsync(RegistryErrorCode.Invalid, () => ListAsync(new ModelQuery { PageToken = tampered }));
            (error.Reason, error.Violations.Single().Field).ShouldBe((RegistryReason.PageTokenInvalid, "page_token"));
        }
    }

    [Fact]
    public async Task List_EachFilter_KeepsWhatItSays()
    {
        await CreateAsync(Bert with { Version = "1", OwnerId = "me" });
        await CreateAsync(Bert with { Version = "2", Framework = "onnx", Tags = ["a", "b"] });
        await CreateAsync(Bert with { Version = "3", TenantId = "acme", Tags = ["b", "c"] });
        await CreateAsync(Bert with { Version = "4", IsPublic = true, Tags = ["A"] });
        var ready = await CreateAsync(Bert with { Version = "5" });
        await Catalog.SetStatusAsync(Trusted, ready.Id.ToString(), "ready", "", Cancelled);

        (await FoundAsync(new ModelQuery())).ShouldBe(["1", "2", "3", "4", "5"]);
        (await FoundAsync(new ModelQuery { OwnerId = "me" })).ShouldBe(["1"]);
        (await FoundAsync(new ModelQuery { OwnerId = "Me" })).ShouldBeEmpty();
        (await FoundAsync(new ModelQuery { Framework = "onnx" })).ShouldBe(["2"]);
        (await FoundAsync(new ModelQuery { Framework = "onn" })).ShouldBeEmpty();
        (await FoundAsync(new ModelQuery { TenantId = "acme" })).ShouldBe(["3"]);
        (await FoundAsync(new ModelQuery { IsPublic = true })).ShouldBe(["4"]);
        (await FoundAsync(new ModelQuery { Status = "ready" })).ShouldBe(["5"]);
        (await FoundAsync(new ModelQuery { Tags = ["a"] })).ShouldBe(["2"]);
        (await FoundAsync(new ModelQuery { Tags = ["a", "c"] })).ShouldBe(["2", "3"]);
        (await FoundAsync(new ModelQuery { Tags = ["x"] })).ShouldBeEmpty();
        (await FoundAsync(new ModelQuery { Tags = ["b"], Framework = "onnx", Status = "pending", TenantId = "default", Name = "B" }))
            .ShouldBe(["2"]);
    }

    [Theory]
    [InlineData("bert", new[] { "a-BERT-b", "bert" })]
    [InlineData("ÄRGER", new[] { "Ärgernis" })]
    [InlineData("моДЕль", new[] { "Модель" })]
    [InlineData("型", new[] { "模型" })]
    [InlineData("%", new[] { "100%_sure" })]
    [InlineData("_", new[] { "100%_sure" })]
    [InlineData("\\", new[] { "back\\slash" })]
    [InlineData("'", new[] { "it's" })]
    [InlineData("🤖", new[] { "🤖" })]
    [InlineData("a-bert-b ", new string[0])]
    public async Task List_ByName_FindsTheSubstringInAnyCase(string part, string[] expected)
    {
        foreach (var name in new[] { "a-BERT-b", "bert", "Ärgernis", "Модель", "模型", "100%_sure", "back\\slash", "it's", "🤖" })
        {
            await CreateAsync(Bert with { Name = name });
        }

        (await ListAsync(new ModelQuery { Name = part })).Models.Select(model => model.Name)
            .Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_ByName_FollowsARename()
    {
        var model = await CreateAsync(Bert);
        await UpdateAsync(model, new ModelUpdate { Name = "GPT" });

        (await ListAsync(new ModelQuery { Name = "bert" })).Total.ShouldBe(0);
        (await ListAsync(new ModelQuery { Name = "gpt" })).Total.ShouldBe(1);
    }

    // Stores may look for frequent tags in another way than for rare ones.
    [Fact]
    public async Task List_ByAFrequentTag_FindsWhatARareOneWould()
    {
        await AtOnceAsync(1_200, i => CreateAsync(
            Bert with { Version = $"{i}", Tags = i % 100 == 0 ? ["often", "twice", "rare"] : ["often", "twice"], Framework = Framework(i) }));

        var rare = await WalkAsync(new ModelQuery { Tags = ["rare"], Limit = 5 });
        rare.Count.ShouldBe(12);
        foreach (var tags in new string[][] { ["often"], ["often", "twice", "rare"], ["absent", "twice"] })
        {
            var often = await WalkAsync(new ModelQuery { Tags = tags, Limit = 70 });
            often.Count.ShouldBe(1_200);
            often.Where(model => model.Tags.Contains("rare")).Select(model => model.Id).ShouldBe(rare.Select(model => model.Id));
            (await ListAsync(new ModelQuery { Tags = tags, Framework = "custom" })).Total.ShouldBe(12);
        }

        static string Framework(int i) => i % 100 == 0 ? "custom" : "onnx";
    }

    // Every combination of filters, paged by token, against the same question asked of plain objects.
    [Fact]
    public async Task List_RandomFilters_FindsWhatANaiveSearchFinds()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var models = new List<RegisteredModel>();
        for (var i = 0; i < 200; i++)
        {
            models.Add(await CreateRandomAsync(random, i));
            Clock.Advance(TimeSpan.FromMicroseconds(random.Next(2)));
        }

        for (var i = 0; i < 200; i++)
        {
            var query = RandomQuery(random);
            var expected = models.Where(model => Matches(model, query))
                .OrderByDescending(model => model.CreatedAt).ThenByDescending(model => model.Id.ToString(), StringComparer.Ordinal)
                .Select(model => model.Version).ToList();
            (await ListAsync(query)).Total.ShouldBe(expected.Count, $"seed {seed}: {query}");
            (await WalkAsync(query)).Select(model => model.Version).ShouldBe(expected, $"seed {seed}: {query}");
        }
    }

    private static T Any<T>(Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private static string[] AnyTags(Random random) =>
        Any<string[]>(random, [], [], ["a"], ["b"], ["a", "b"], ["b", "c"], ["x"]);

    private static ModelQuery RandomQuery(Random random) => new()
    {
        Name = Any(random, "", "", "m1", "9"),
        Framework = Any(random, "", "", "onnx", "custom"),
        Status = Any(random, "", "", "pending", "ready"),
        OwnerId = Any(random, "", "", "o1"),
        TenantId = Any(random, "", "", "t1", "t2"),
        Tags = AnyTags(random),
        IsPublic = Any(random, false, false, true),
        Limit = random.Next(1, 40),
    };

    private static bool Matches(RegisteredModel model, ModelQuery query) =>
        model.Name.Contains(query.Name, StringComparison.OrdinalIgnoreCase)
        && (query.Framework.Length == 0 || model.Framework == query.Framework)
        && (query.Status.Length == 0 || model.Status.WireName == query.Status)
        && (query.OwnerId.Length == 0 || model.OwnerId == query.OwnerId)
        && (query.TenantId.Length == 0 || model.TenantId == query.TenantId)
        && (query.Tags.Count == 0 || query.Tags.Any(tag => model.Tags.Contains(tag)))
        && (!query.IsPublic || model.IsPublic);

    private async Task<RegisteredModel> CreateRandomAsync(Random random, int i)
    {
        var model = await CreateAsync(new NewModel
        {
            Name = $"M{i % 20}",
            Version = $"{i}",
            Framework = Any(random, "onnx", "custom", "pytorch"),
            OwnerId = Any(random, "o1", "o2"),
            TenantId = Any(random, "t1", "t2", "t3"),
            Tags = AnyTags(random),
            IsPublic = Any(random, true, false),
        });
        return await Catalog.SetStatusAsync(Trusted, model.Id.ToString(), Any(random, "pending", "ready", "failed"), "", Cancelled);
    }

    private async Task CreateVersionsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await CreateAsync(Bert with { Version = $"{i}" });
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // From the first page to the last by token.
    private async Task<List<RegisteredModel>> WalkAsync(ModelQuery query)
    {
        var page = await ListAsync(query);
        var models = page.Models.ToList();
        while (page.NextPageToken.Length > 0)
        {
            page = await ListAsync(query with { PageToken = page.NextPageToken });
            page.Models.ShouldNotBeEmpty();
            models.AddRange(page.Models);
        }

        return models;
    }

    private async Task<IEnumerable<string>> FoundAsync(ModelQuery query) => Versions(await ListAsync(query)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Versions(ModelPage page) => page.Models.Select(model => model.Version);
}

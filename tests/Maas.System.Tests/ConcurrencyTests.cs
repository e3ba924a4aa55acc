namespace Maas.SystemTests;

public class ConcurrencyTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task TwoHundredCreatesOfOneNameAndVersion_OneIs201AndOneRow()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("race"))));

        replies.CountBy(reply => reply.Status).ToDictionary().ShouldBe(new Dictionary<int, int> { [201] = 1, [409] = 199 }, ignoreOrder: true);
        var listed = await system.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models?name=race");
        ((int?)listed.Body!["total"]).ShouldBe(1);
    }

    [Fact]
    public async Task AHundredCreatesWithOneIdempotencyKey_OneModelAndTheSameAnswer()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("once"), ("Idempotency-Key", "one-key"))));

        replies.ShouldAllBe(reply => reply.Status == 201);
        replies.Select(reply => reply.Body!.ToJsonString()).Distinct().ShouldHaveSingleItem();
        var listed = await system.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models?name=once");
        ((int?)listed.Body!["total"]).ShouldBe(1);
    }

    [Fact]
    public async Task ManyAddTagsAtOnce_NoneIsLost()
    {
        var id = (await system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("tags"))).Id;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            system.Http.SendJsonAsync(HttpMethod.Post, $"/api/v1/models/{id}/tags", $$"""{"tags":["t{{number}}"]}""")));

        (await system.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{id}")).Body!["tags"]!.AsArray().Count.ShouldBe(51);
    }

    [Fact]
    public async Task UpdatesWithOneEtag_OneWins()
    {
        var created = await system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("etag"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => system.Http.SendJsonAsync(
            HttpMethod.Put, $"/api/v1/models/{created.Id}", $$"""{"description":"{{number}}"}""", ("If-Match", created.Headers.ETag!.Tag))));

        replies.Count(reply => reply.Status == 200).ShouldBe(1);
        replies.Count(reply => reply.Status == 412).ShouldBe(19);
    }
}

using System.Globalization;
using Grpc.Core;
using Maas.Contract;

namespace Maas.SystemTests;

/// <summary>What one replica did, the other knows; their watches are in <see cref="ReplicaWatchTests"/>.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ReplicaTests(Replicas replicas) : IClassFixture<Replicas>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStrongRead_SeesWhatWasJustWrittenThroughTheOtherReplica()
    {
        var id = (await replicas.Models(0).CreateModelAsync(NewModel("strong-read"), cancellationToken: Cancelled)).Model.Id;

        for (var round = 1; round <= 200; round++)
        {
            var written = $"round {round}";
            await replicas.Models(round % 2).UpdateModelAsync(
                new UpdateModelRequest { Id = id, Name = "strong-read", Description = written }, cancellationToken: Cancelled);

            var read = await replicas.Models((round + 1) % 2).GetModelAsync(
                new GetModelRequest { Id = id }, new Metadata { { "maas-read", "strong" } }, cancellationToken: Cancelled);

            read.Model.Description.ShouldBe(written);
        }

        replicas.ShouldHaveLoggedNoErrors();
    }

    [Fact]
    public async Task AStrongRead_OverRest_SeesWhatWasJustWrittenThroughAnotherGatewayAndReplica()
    {
        HttpClient[] gateways = [await replicas.AddGatewayAsync(0), await replicas.AddGatewayAsync(1)];
        var id = (await gateways[0].SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("strong"))).Id;

        for (var round = 1; round <= 50; round++)
        {
            (await gateways[round % 2].SendJsonAsync(
                HttpMethod.Post, $"/api/v1/models/{id}/tags", $$"""{"tags":["round-{{round}}"]}""")).Status.ShouldBe(200);
            var read = await gateways[(round + 1) % 2].SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{id}", null, ("Maas-Read", "strong"));

            read.Body!["tags"]!.AsArray().Select(tag => (string?)tag).ShouldContain($"round-{round}");
            (await gateways[round % 2].SendJsonAsync(HttpMethod.Delete, $"/api/v1/models/{id}/tags", $$"""{"tags":["round-{{round}}"]}"""))
                .Status.ShouldBe(200);
        }

        replicas.ShouldHaveLoggedNoErrors();
    }

    [Fact]
    public async Task ARevision_ThatIsAhead_IsWaitedForAndThenRefused()
    {
        var made = await replicas.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("one"));
        var newest = long.Parse(made.Headers.GetValues("Maas-Revision").Single(), CultureInfo.InvariantCulture);

        var refused = await replicas.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{made.Id}", null, ("Maas-Revision", $"{newest + 1000}"));
        var coming = replicas.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models?name=two", null, ("Maas-Revision", $"{newest + 1}"));
        await replicas.Models(0).CreateModelAsync(NewModel("two"), cancellationToken: Cancelled);

        (refused.Status, refused.Text("code"), refused.Text("reason")).ShouldBe((400, "OUT_OF_RANGE", "REVISION_NOT_REACHED"));
        ((string?)refused.Body!["metadata"]!["newest_revision"]).ShouldBe($"{newest}");
        var answered = await coming;
        answered.Status.ShouldBe(200, answered.Body?.ToString());
        answered.Headers.GetValues("Maas-Revision").ShouldBe([$"{newest + 1}"]);
        answered.Body!["models"]!.AsArray().Count.ShouldBe(1);

        // What one client asked for is nobody else's.
        (await replicas.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{made.Id}")).Status.ShouldBe(200);
        replicas.ShouldHaveLoggedNoErrors();
    }

    [Fact]
    public async Task APageToken_IsGoodOnTheOtherReplica()
    {
        for (var number = 0; number < 9; number++)
        {
            await replicas.Models(number % 2).CreateModelAsync(NewModel($"page-{number}"), cancellationToken: Cancelled);
        }

        List<string> names = [];
        var request = new ListModelsRequest { Limit = 2, Name = "page-" };
        for (var page = 0; page == 0 || request.PageToken.Length > 0; page++)
        {
            var reply = await replicas.Models(page % 2).ListModelsAsync(request, cancellationToken: Cancelled);
            names.AddRange(reply.Models.Select(model => model.Name));
            request.PageToken = reply.NextPageToken;
        }

        names.ShouldBe(Enumerable.Range(0, 9).Reverse().Select(number => $"page-{number}"));
    }

    [Fact]
    public async Task ARequestId_UsedAtOneReplica_IsKnownAtTheOther()
    {
        var request = NewModel("later", "later");
        var first = await replicas.Models(0).CreateModelAsync(request, cancellationToken: Cancelled);
        (await replicas.Models(1).CreateModelAsync(request, cancellationToken: Cancelled)).Model.ShouldBe(first.Model);

        const int Rounds = 50;
        for (var round = 0; round < Rounds; round++)
        {
            var both = NewModel($"both-{round}", $"both-{round}");
            var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(
                copy => replicas.Models(copy % 2).CreateModelAsync(both, cancellationToken: Cancelled).ResponseAsync));

            replies.ShouldAllBe(reply => reply.Model.Equals(replies[0].Model));
        }

        (await replicas.Models(1).ListModelsAsync(new ListModelsRequest { Name = "both-" }, cancellationToken: Cancelled)).Total.ShouldBe(Rounds);
        replicas.ShouldHaveLoggedNoErrors();
    }

    [Fact]
    public async Task Revisions_GoOnOverARestartOfTheRegistries()
    {
        var newest = await replicas.NewestAsync();
        await replicas.Models(0).CreateModelAsync(NewModel("before"), cancellationToken: Cancelled);
        await replicas.StopAsync(0);
        var between = replicas.Models(1).CreateModelAsync(NewModel("between"), cancellationToken: Cancelled);
        await between;
        await replicas.StopAsync(1);

        await replicas.StartAsync(0);
        await replicas.StartAsync(1);
        var after = await replicas.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("after"));

        between.GetTrailers().GetValue("maas-revision").ShouldBe($"{newest + 2}");
        (after.Status, after.Headers.GetValues("Maas-Revision").Single()).ShouldBe((201, $"{newest + 3}"));
        using var watch = replicas.Watches(1).Watch(new() { FromRevision = newest + 1 }, cancellationToken: Cancelled);
        (await watch.ChangesAsync(3)).Select(change => (change.Revision, change.Model.Name))
            .ShouldBe([(newest + 1, "before"), (newest + 2, "between"), (newest + 3, "after")]);
    }

    private static CreateModelRequest NewModel(string name, string requestId = "") =>
        new() { Name = name, Version = "1", Framework = "onnx", RequestId = requestId };
}

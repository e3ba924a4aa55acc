using System.Net.ServerSentEvents;
using Grpc.Core;
using Maas.Client;
using Maas.Contract;
using Maas.Contract.V1;

namespace Maas.SystemTests;

/// <summary>Watches through one replica of what is done through the other.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ReplicaWatchTests(Replicas replicas) : IClassFixture<Replicas>
{
    private const string Last = "last";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AChangeThroughOneReplica_ReachesThoseWhoWatchTheOtherAndTheGateway_InOrder()
    {
        const int Changes = 60;
        var newest = await replicas.NewestAsync();
        using var watch = replicas.Watches(1).Watch(new WatchRequest(), cancellationToken: Cancelled);
        using var opposite = replicas.Watches(0).Watch(new WatchRequest(), cancellationToken: Cancelled);
        (await watch.NextAsync()).Revision.ShouldBe(newest);
        (await opposite.NextAsync()).Revision.ShouldBe(newest);
        await using var stream = await replicas.Http.GetStreamAsync(new Uri($"api/v1/watch?from_revision={newest + 1}", UriKind.Relative), Cancelled);
        var events = EventIdsAsync(stream, Changes);

        // One write is seen before the next is made, then many at once.
        await CreateAsync("alone", replica: 0);
        (await watch.ChangesAsync(1)).Single().Revision.ShouldBe(newest + 1);
        await Task.WhenAll(Enumerable.Range(1, Changes - 1).Select(number => CreateAsync($"model-{number}", number % 2)));

        (await watch.ChangesAsync(Changes - 1)).Select(change => change.Revision).ShouldBe(Revisions(newest, Changes).Skip(1));
        (await opposite.ChangesAsync(Changes)).Select(change => change.Revision).ShouldBe(Revisions(newest, Changes));
        (await events.WaitAsync(Limit, Cancelled)).ShouldBe(Revisions(newest, Changes).Select(revision => $"{revision}"));
        replicas.ShouldHaveLoggedNoErrors();
    }

    [Fact]
    public async Task AWatchThatLosesItsReplica_GoesOnAtTheOther_WithoutGapOrDuplicate()
    {
        const int Watches = 6;
        const int Writers = 4;
        var newest = await replicas.NewestAsync();
        using var channel = RegistryChannel.ForAddress([.. replicas.Addresses]);
        var client = new ModelRegistryClient(channel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var calls = new CallCount();

        // In turn, so that some are at each replica.
        var watches = Enumerable.Range(0, Watches).Select(_ => ReadToAsync(client, newest + 1, Last)).ToList();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(client, writer, calls, stop.Token)).ToList();
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await calls.GrowsAsync(50, writers);
                await replicas.KillAsync(round % 2);
                await calls.GrowsAsync(50, writers);
                await replicas.StartAsync(round % 2);
                await replicas.ServesAsync(round % 2, calls, writers);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }

        await client.CreateModelAsync(NewModel(Last, Last), cancellationToken: Cancelled);

        // A create that was repeated because its answer was lost has one change, or there were more than this.
        var expected = Revisions(newest, (int)calls.Value + 1).ToList();
        foreach (var watch in watches)
        {
            (await watch.WaitAsync(Limit, Cancelled)).ShouldBe(expected);
        }

        replicas.ShouldHaveLoggedNoErrors();
    }

    [Fact]
    public async Task ACompactionOnOneReplica_IsFeltByThoseWhoWatchTheOther()
    {
        var newest = await replicas.NewestAsync();
        using var live = replicas.Watches(1).Watch(new WatchRequest { FromRevision = newest + 1 }, cancellationToken: Cancelled);
        for (var number = 1; number <= 6; number++)
        {
            await CreateAsync($"compacted-{number}", replica: 0);
        }

        (await live.ChangesAsync(6)).Count.ShouldBe(6);

        await replicas.Admin(0).CompactChangeLogAsync(new CompactChangeLogRequest { Revision = newest + 5 }, cancellationToken: Cancelled);

        using var late = replicas.Watches(1).Watch(new WatchRequest { FromRevision = newest + 4 }, cancellationToken: Cancelled);
        var (responses, error) = await late.ToEndAsync();
        responses.ShouldBeEmpty();
        (error.StatusCode, error.Info().Type, error.Info().Metadata["oldest_revision"]).ShouldBe((StatusCode.OutOfRange, "REVISION_COMPACTED", $"{newest + 5}"));
        var only = await replicas.AddGatewayAsync(1);
        foreach (var (query, lastEventId) in new[] { ($"?from_revision={newest + 4}", null), ("", $"{newest + 3}") })
        {
            var problem = await only.SendJsonAsync(
                HttpMethod.Get, $"/api/v1/watch{query}", null, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
            (problem.Status, problem.Text("reason"), (string?)problem.Body!["metadata"]!["oldest_revision"])
                .ShouldBe((400, "REVISION_COMPACTED", $"{newest + 5}"));
        }

        // Who has seen it all misses nothing, and who asks for no more than there is gets that.
        await CreateAsync("after", replica: 0);
        (await live.ChangesAsync(1)).Single().Revision.ShouldBe(newest + 7);
        using var kept = replicas.Watches(1).Watch(new WatchRequest { FromRevision = newest + 5 }, cancellationToken: Cancelled);
        (await kept.ChangesAsync(3)).Select(change => change.Revision).ShouldBe([newest + 5, newest + 6, newest + 7]);
        replicas.ShouldHaveLoggedNoErrors();
    }

    private static IEnumerable<long> Revisions(long after, int count) => Enumerable.Range(1, count).Select(number => after + number);

    private static CreateModelRequest NewModel(string name, string requestId = "") =>
        new() { Name = name, Version = "1", Framework = "onnx", RequestId = requestId };

    private async Task CreateAsync(string name, int replica) =>
        await replicas.Models(replica).CreateModelAsync(NewModel(name), cancellationToken: Cancelled);

    private static async Task WriteAsync(ModelRegistryClient client, int writer, CallCount calls, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var name = $"w{writer}-{number}";
            await client.CreateModelAsync(NewModel(name, name), cancellationToken: Cancelled);
            calls.Add();
        }
    }

    private static async Task<List<long>> ReadToAsync(ModelRegistryClient client, long from, string last)
    {
        List<long> revisions = [];
        await foreach (var response in client.WatchAsync(new WatchRequest { FromRevision = from }, cancellationToken: Cancelled))
        {
            revisions.AddRange(response.Changes.Select(change => change.Revision));
            if (response.Changes.Any(change => change.Model.Name == last))
            {
                break;
            }
        }

        return revisions;
    }

    private static async Task<List<string>> EventIdsAsync(Stream stream, int count)
    {
        List<string> ids = [];
        await foreach (var change in SseParser.Create(stream).EnumerateAsync(Cancelled))
        {
            if (change.EventType == "message")
            {
                ids.Add(change.EventId!);
            }

            if (ids.Count == count)
            {
                break;
            }
        }

        return ids;
    }
}

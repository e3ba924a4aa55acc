using Grpc.Core;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.Models.Watching;

namespace Maas.SystemTests;

/// <summary>
/// The six guarantees that etcd gives for its watches, over gRPC while many write:
/// https://etcd.io/docs/v3.6/learning/api_guarantees/#watch-apis
/// </summary>
public class WatchGuaranteeTests
{
    private const int Writers = 8;
    private const int ModelsEach = 15;

    // Each is created, gets a tag, and is deleted.
    private const int Changes = Writers * ModelsEach * 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ordered_RevisionsRiseFromResponseToResponse()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        using var watch = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);

        var responses = await ReadWhileWritingAsync(registry, watch);

        var revisions = responses.SelectMany(response => response.Changes, (_, change) => change.Revision).ToList();
        revisions.ShouldBe(revisions.Order());
        responses.SelectMany(response => response.Changes, (response, change) => response.Revision - change.Revision).ShouldAllBe(ahead => ahead >= 0);
        responses.Select(response => response.Revision).ShouldBeInOrder();
    }

    [Fact]
    public async Task Unique_NoChangeComesTwice()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        using var watch = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);

        var responses = await ReadWhileWritingAsync(registry, watch);

        responses.SelectMany(response => response.Changes).Select(change => change.Revision).ShouldBeUnique();
    }

    [Fact]
    public async Task Reliable_NoChangeIsLeftOut()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        using var watch = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);

        var responses = await ReadWhileWritingAsync(registry, watch);

        responses.SelectMany(response => response.Changes).Select(change => change.Revision)
            .ShouldBe(Enumerable.Range(1, Changes).Select(number => (long)number));
        foreach (var model in responses.SelectMany(response => response.Changes).GroupBy(change => change.Model.Id))
        {
            model.Select(change => change.Kind).ShouldBe(["created", "tags_changed", "deleted"]);
        }
    }

    [Fact]
    public async Task Atomic_AChangeComesWholeInOneResponse()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        var model = await registry.CreateAsync("before", "a");
        using var watch = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);
        await watch.NextAsync();

        var after = (await registry.Models.UpdateModelAsync(
            new UpdateModelRequest { Id = model.Id, Name = "after", Description = "d", Tags = { "b", "c" }, Metadata = { ["k"] = "v" }, IsPublic = true },
            cancellationToken: Cancelled)).Model;

        var response = await watch.NextAsync();
        response.Revision.ShouldBe(2);
        response.Changes.ShouldHaveSingleItem().Model.ShouldBe(after);
    }

    [Fact]
    public async Task Resumable_FromBehindTheLastRevisionThatWasReceived()
    {
        // So small that readers who resume begin in the log as well as in the buffer.
        await using var registry = await WatchedRegistry.StartAsync(new ChangeFeedOptions { KeptChanges = 64, BatchChanges = 5, PageChanges = 9 });
        var writing = WriteAsync(registry);
        List<Change> changes = [];
        var next = 1L;
        var reads = 1;
        while (changes.Count < Changes)
        {
            // A client that goes after one response, after two, after three.
            using var watch = registry.Watches.Watch(new WatchRequest { FromRevision = next }, cancellationToken: Cancelled);
            for (var i = 0; i <= reads && changes.Count < Changes; i++)
            {
                var response = await watch.NextAsync();
                changes.AddRange(response.Changes);
                next = response.Revision + 1;
            }

            reads = (reads % 3) + 1;
        }

        await writing;
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, Changes).Select(number => (long)number));
    }

    [Fact]
    public async Task Bookmarkable_AMarkTellsThatAllBeforeItWasSent()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        using var watch = registry.Watches.Watch(
            new WatchRequest { Name = "w0-0", ProgressInterval = new() { Nanos = 100_000_000 } }, cancellationToken: Cancelled);
        var writing = WriteAsync(registry);
        List<Change> changes = [];
        WatchResponse mark;
        do
        {
            mark = await watch.NextAsync();
            changes.AddRange(mark.Changes);
        }
        while (mark.Revision < Changes || mark.Changes.Count > 0);

        await writing;
        changes.Select(change => change.Kind).ShouldBe(["created", "tags_changed", "deleted"]);

        // Nothing that matches lies behind the mark, so a reader who resumes from there has all.
        using var resumed = registry.Watches.Watch(new WatchRequest { FromRevision = mark.Revision + 1 }, cancellationToken: Cancelled);
        (await resumed.NextAsync()).Revision.ShouldBe(Changes);
    }

    private static async Task<List<WatchResponse>> ReadWhileWritingAsync(WatchedRegistry registry, AsyncServerStreamingCall<WatchResponse> watch)
    {
        List<WatchResponse> responses = [await watch.NextAsync()];
        var writing = WriteAsync(registry);
        while (responses[^1].Revision < Changes)
        {
            responses.Add(await watch.NextAsync());
        }

        await writing;
        return responses;
    }

    private static Task WriteAsync(WatchedRegistry registry) => Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
    {
        for (var i = 0; i < ModelsEach; i++)
        {
            var model = await registry.CreateAsync($"w{writer}-{i}");
            await registry.Models.AddModelTagsAsync(new AddModelTagsRequest { ModelId = model.Id, Tags = { "a" } }, cancellationToken: Cancelled);
            await registry.Models.DeleteModelAsync(new DeleteModelRequest { Id = model.Id }, cancellationToken: Cancelled);
        }
    }));
}

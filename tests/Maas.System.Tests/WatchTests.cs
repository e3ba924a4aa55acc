using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.ModelRegistry;
using Maas.Models.Watching;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>What a watch does for its clients over gRPC; what it promises of the log is in <see cref="WatchGuaranteeTests"/>.</summary>
public class WatchTests
{
    // So few that a test can overrun them.
    private static readonly ChangeFeedOptions SmallBuffer = new() { KeptChanges = 32 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_FromNow_BeginsAtOnceAndSendsEachChange()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        await registry.CreateAsync("before");
        using var watch = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);
        var begin = await watch.NextAsync();

        var model = await registry.CreateAsync("after", "a");

        (begin.Revision, begin.Changes.Count).ShouldBe((1, 0));
        var response = await watch.NextAsync();
        response.Revision.ShouldBe(2);
        var change = response.Changes.ShouldHaveSingleItem();
        (change.Revision, change.Kind, change.Actor).ShouldBe((2, "created", "trusted"));
        change.Model.ShouldBe(model);
        change.Time.ShouldBe(model.CreatedAt);
    }

    [Fact]
    public async Task Watch_WithFilters_SendsWhatMatchesAllOfThem()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        var model = await registry.CreateAsync("bert", "a");
        await registry.CreateAsync("gpt", "a");
        await registry.Models.AddModelTagsAsync(new AddModelTagsRequest { ModelId = model.Id, Tags = { "b" } }, cancellationToken: Cancelled);
        await registry.Models.RemoveModelTagsAsync(new RemoveModelTagsRequest { ModelId = model.Id, Tags = { "a" } }, cancellationToken: Cancelled);
        await registry.Models.AddModelTagsAsync(new AddModelTagsRequest { ModelId = model.Id, Tags = { "c" } }, cancellationToken: Cancelled);
        await registry.Models.DeleteModelAsync(new DeleteModelRequest { Id = model.Id }, cancellationToken: Cancelled);
        using var watch = registry.Watches.Watch(
            new WatchRequest { FromRevision = 2, Name = "bert", Tags = { "a", "c" }, Kinds = { "tags_changed" }, TenantId = "default" },
            cancellationToken: Cancelled);

        (await watch.NextAsync()).Revision.ShouldBe(1);
        (await watch.ChangesAsync(3)).Select(change => change.Revision).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task Watch_Malformed_NamesEveryFieldAtFault()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        using var watch = registry.Watches.Watch(
            new WatchRequest
            {
                FromRevision = -1,
                TenantId = "a\nb",
                Name = new string('n', 256),
                Tags = { "" },
                Kinds = { "created", "renamed" },
                ProgressInterval = new Duration { Seconds = 1, Nanos = -5 },
            },
            cancellationToken: Cancelled);

        var (responses, error) = await watch.ToEndAsync();

        responses.ShouldBeEmpty();
        error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        error.Fields().ShouldBe(["tenant_id", "name", "tags", "kinds", "from_revision", "progress_interval"]);
    }

    [Fact]
    public async Task Watch_AFutureRevision_IsOutOfRange()
    {
        await using var registry = await WatchedRegistry.StartAsync();
        await registry.CreateAsync("one");
        using var watch = registry.Watches.Watch(new WatchRequest { FromRevision = 3 }, cancellationToken: Cancelled);

        var (_, error) = await watch.ToEndAsync();

        error.StatusCode.ShouldBe(StatusCode.OutOfRange);
        var info = error.Info();
        (info.Type, info.Metadata["newest_revision"]).ShouldBe(("REVISION_NOT_REACHED", "1"));
    }

    [Fact]
    public async Task Watch_WhoseClientDoesNotRead_IsCutOffAndHasWhatWasBuffered()
    {
        await using var registry = await WatchedRegistry.StartAsync(SmallBuffer);
        using var channel = registry.NewChannel();
        using var lazy = new WatchService.WatchServiceClient(channel).Watch(new WatchRequest(), cancellationToken: Cancelled);
        await lazy.NextAsync();

        // More than the client's window, a response and the buffer hold together.
        var count = await registry.WriteUntilCutOffAsync();
        var (responses, error) = await lazy.ToEndAsync();

        error.StatusCode.ShouldBe(StatusCode.OutOfRange);
        var info = error.Info();
        info.Type.ShouldBe("WATCH_FELL_BEHIND");
        var resume = long.Parse(info.Metadata["resume_revision"], null);
        resume.ShouldBe(responses[^1].Revision + 1);
        using var resumed = registry.Watches.Watch(new WatchRequest { FromRevision = resume }, cancellationToken: Cancelled);
        List<Change> changes = [.. responses.SelectMany(response => response.Changes)];
        changes.AddRange(await resumed.ChangesAsync(count - changes.Count));
        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, count).Select(number => (long)number));
    }

    [Fact]
    public async Task Watch_WhoseClientNeverReads_IsFreed()
    {
        await using var registry = await WatchedRegistry.StartAsync(SmallBuffer with { CutOffGrace = TimeSpan.FromMilliseconds(100) });
        using var channel = registry.NewChannel();
        using var lazy = new WatchService.WatchServiceClient(channel).Watch(new WatchRequest(), cancellationToken: Cancelled);
        await lazy.NextAsync();

        await registry.WriteUntilCutOffAsync();

        await registry.Count.BecomesAsync(0);
    }

    [Fact]
    public async Task Watch_OfClientsThatAreGone_LeavesNothingBehind()
    {
        await using var registry = await WatchedRegistry.StartAsync(settings: new ModelRegistrySettings
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
        });
        using var hanging = await RawWatches.BeginAsync(registry.Address, 5);
        using var closed = await RawWatches.BeginAsync(registry.Address, 5);
        using var cancelled = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);
        using var alive = registry.Watches.Watch(new WatchRequest(), cancellationToken: Cancelled);
        await cancelled.NextAsync();
        await alive.NextAsync();
        await registry.Count.BecomesAsync(12);

        hanging.Freeze();
        closed.Close();
        cancelled.Dispose();

        await registry.Count.BecomesAsync(1);
        await registry.CreateAsync("still");
        (await alive.ChangesAsync(1)).Single().Model.Name.ShouldBe("still");
    }

    [Fact]
    public async Task Stop_WithWatches_EndsThemAsUnavailableAtOnce()
    {
        using var folder = new TemporaryFolder();
        // Longer than a test waits for the exit.
        await using var service = await RunningSystem.ServeAsync(folder.Path, "--shutdown-timeout", "10m");
        using var channel = GrpcChannel.ForAddress(service.AddressOf("gRPC"));
        var watches = Enumerable.Range(0, 20)
            .Select(_ => new WatchService.WatchServiceClient(channel).Watch(new WatchRequest(), cancellationToken: Cancelled)).ToList();
        foreach (var watch in watches)
        {
            await watch.NextAsync();
        }

        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri(service.AddressOf("probes, metrics"), "/metrics"), Cancelled)).ShouldContain("\nmaas_watches 20\n");
        service.Terminate();

        foreach (var watch in watches)
        {
            var (_, error) = await watch.ToEndAsync();
            (error.StatusCode, error.Info().Type).ShouldBe((StatusCode.Unavailable, "REGISTRY_STOPPING"));
            watch.Dispose();
        }

        (await service.WaitForExitAsync()).ShouldBe(0);
        service.LoggedErrors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_WithAClientThatDoesNotRead_DoesNotWaitForIt()
    {
        await using var registry = await WatchedRegistry.StartAsync(
            SmallBuffer, new ModelRegistrySettings { ShutdownTimeout = TimeSpan.FromMinutes(10) });
        using var channel = registry.NewChannel();
        using var lazy = new WatchService.WatchServiceClient(channel).Watch(new WatchRequest(), cancellationToken: Cancelled);
        await lazy.NextAsync();
        await registry.WriteUntilCutOffAsync();

        await registry.StopAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await registry.Count.BecomesAsync(0);
    }
}

using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Contract.V1;
using Maas.Testing.Fakes;
using Status = Grpc.Core.Status;

namespace Maas.Client.Tests;

/// <summary>A watch that goes on when its stream ends: no change is missed, and none comes twice.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private FakeRegistryServer? _registry;
    private RegistryChannel? _channel;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeRegistryServer Registry => _registry!;

    private ModelRegistryClient Client => new(_channel!);

    private static RpcException Unavailable => new(new Status(StatusCode.Unavailable, "The registry stops."));

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistryServer.StartAsync();
        _channel = Channel(_registry.Address.OriginalString);
    }

    public async ValueTask DisposeAsync()
    {
        _channel!.Dispose();
        await Registry.DisposeAsync();
    }

    [Fact]
    public async Task Watch_FromARevision_GivesWhatTheRegistrySends()
    {
        Append(3);
        var request = new WatchRequest { FromRevision = 2, Name = "bert", Tags = { "cv" }, Kinds = { "created" }, TenantId = "t" };
        await using var watch = Read(request);

        (await NextAsync(watch)).ShouldBe(new WatchResponse { Revision = 1 });
        (await NextAsync(watch)).Changes.Select(change => change.Revision).ShouldBe([2, 3]);

        Registry.Models.Last.Request.ShouldBe(request);
        Registry.Models.Last.Deadline.ShouldBe(DateTime.MaxValue);
        _channel!.Revision.ShouldBe(3);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, "")]
    [InlineData(StatusCode.Unavailable, "SHUTTING_DOWN")]
    [InlineData(StatusCode.OutOfRange, "WATCH_FELL_BEHIND")]
    [InlineData(StatusCode.Cancelled, "")]
    public async Task Watch_WhoseStreamEnds_GoesOnBehindWhatItGave(StatusCode code, string reason)
    {
        Append(2);
        var request = new WatchRequest { FromRevision = 1, Name = "bert" };
        await using var watch = Read(request);
        await NextAsync(watch);
        (await NextAsync(watch)).Revision.ShouldBe(2);

        await CutAsync(Failure(code, reason));
        Append(2);

        (await NextAsync(watch)).ShouldBe(new WatchResponse { Revision = 2 });
        (await NextAsync(watch)).Changes.Select(change => change.Revision).ShouldBe([3, 4]);
        Registry.Models.Seen.Select(seen => ((WatchRequest)seen.Request).FromRevision).ShouldBe([1, 3]);
        Registry.Models.Seen.Select(seen => ((WatchRequest)seen.Request).Name).ShouldBe(["bert", "bert"]);
        request.FromRevision.ShouldBe(1, "it is the caller's own");
    }

    [Fact]
    public async Task Watch_FromNow_KeepsItsPlaceFromTheFirstResponseOn()
    {
        Append(5);
        await using var watch = Read(new WatchRequest());
        (await NextAsync(watch)).Revision.ShouldBe(5);

        await CutAsync(Unavailable);
        Append(1);

        (await NextAsync(watch)).Revision.ShouldBe(5);
        (await NextAsync(watch)).Changes.Single().Revision.ShouldBe(6);
    }

    [Fact]
    public async Task Watch_WhoseRegistryDies_GoesOnAtAnother()
    {
        await using var other = await FakeRegistryServer.StartAsync();
        using var channel = Channel(Registry.Address.OriginalString, other.Address.OriginalString);
        await using var watch = new ModelRegistryClient(channel)
            .WatchAsync(new WatchRequest { FromRevision = 1 }, cancellationToken: Cancelled).GetAsyncEnumerator(Cancelled);
        FakeRegistryServer[] both = [Registry, other];
        foreach (var registry in both)
        {
            registry.Watch.Append();
        }

        await NextAsync(watch);
        (await NextAsync(watch)).Revision.ShouldBe(1);
        var serving = both.Single(registry => registry.Models.Seen.Count > 0);
        var next = both.Single(registry => registry != serving);

        await serving.DisposeAsync();
        next.Watch.Append();

        (await NextAsync(watch)).Revision.ShouldBe(1);
        (await NextAsync(watch)).Changes.Single().Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Watch_WhoseRegistryIsAwayForLong_GoesOnWhenItIsBack()
    {
        var port = Registry.Address.Port;
        await using var watch = Read(new WatchRequest { FromRevision = 1 });
        (await NextAsync(watch)).Revision.ShouldBe(0);
        await Registry.DisposeAsync();
        var next = watch.MoveNextAsync().AsTask();

        _registry = await FakeRegistryServer.StartAsync(port);
        Append(1);

        (await next.Bounded()).ShouldBeTrue();
        watch.Current.Revision.ShouldBe(0);
        (await NextAsync(watch)).Changes.Single().Revision.ShouldBe(1);
    }

    [Theory]
    [InlineData(StatusCode.OutOfRange, "REVISION_COMPACTED")]
    [InlineData(StatusCode.OutOfRange, "REVISION_NOT_REACHED")]
    [InlineData(StatusCode.OutOfRange, "")]
    [InlineData(StatusCode.InvalidArgument, "FIELDS_INVALID")]
    [InlineData(StatusCode.PermissionDenied, "")]
    [InlineData(StatusCode.Internal, "")]
    public async Task Watch_ThatFailsOtherwise_ThrowsIt(StatusCode code, string reason)
    {
        await using var watch = Read(new WatchRequest());
        await NextAsync(watch);

        Registry.Watch.Cut(Failure(code, reason));

        var error = await Should.ThrowAsync<RpcException>(() => NextAsync(watch));
        error.StatusCode.ShouldBe(code);
        RegistryError.From(error).Reason.ShouldBe(reason);
        Registry.Models.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_ThatIsReadNoMore_EndsAtTheRegistry()
    {
        await using (var watch = Read(new WatchRequest()))
        {
            await NextAsync(watch);
        }

        await Registry.Watch.UntilAsync(log => log.Ended == 1, Cancelled).Bounded();
    }

    [Fact]
    public async Task Watch_GivenUp_IsCancelledWithAndWithoutAStream()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var watch = Client.WatchAsync(new WatchRequest(), new() { Timeout = TimeSpan.FromMilliseconds(1) }, given.Token).GetAsyncEnumerator(Cancelled);
        await NextAsync(watch);
        var next = watch.MoveNextAsync().AsTask();

        await given.CancelAsync();

        (await Should.ThrowAsync<RpcException>(() => next.Bounded())).StatusCode.ShouldBe(StatusCode.Cancelled);
        await Registry.Watch.UntilAsync(log => log.Ended == 1, Cancelled).Bounded();
        using var nowhere = RegistryChannel.ForAddress("http://127.0.0.1:1");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var waiting = new ModelRegistryClient(nowhere).WatchAsync(new WatchRequest(), null, soon.Token).GetAsyncEnumerator(Cancelled);
        var never = waiting.MoveNextAsync().AsTask();
        await soon.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => never.Bounded())).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task OpenWatch_Ends_WithItsStreamAndTellsItsRevisions()
    {
        var told = new List<long>();
        Append(2);
        using var stream = Client.OpenWatch(new WatchRequest { FromRevision = 1 }, new() { OnRevision = told.Add }, Cancelled);
        (await stream.ResponseStream.MoveNext(Cancelled).Bounded()).ShouldBeTrue();
        (await stream.ResponseStream.MoveNext(Cancelled).Bounded()).ShouldBeTrue();

        Registry.Watch.Cut(Unavailable);

        (await Should.ThrowAsync<RpcException>(() => stream.ResponseStream.MoveNext(Cancelled).Bounded())).Status.Detail.ShouldBe("The registry stops.");
        told.ShouldBe([0, 2]);
    }

    private static RegistryChannel Channel(params IReadOnlyList<string> addresses) => new(
        Microsoft.Extensions.Options.Options.Create(new RegistryClientOptions
        {
            Addresses = addresses,
            RetryBackoff = TimeSpan.FromMilliseconds(1),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(50),
        }),
        TimeProvider.System);

    private static RpcException Failure(StatusCode code, string reason) => reason.Length == 0
        ? new RpcException(new Status(code, "Provoked."))
        : new Google.Rpc.Status
        {
            Code = (int)code,
            Message = "Provoked.",
            Details = { Any.Pack(new ErrorInfo { Type = reason, Domain = "maas" }) },
        }.ToRpcException();

    private static async Task<WatchResponse> NextAsync(IAsyncEnumerator<WatchResponse> watch)
    {
        (await watch.MoveNextAsync().AsTask().Bounded()).ShouldBeTrue();
        return watch.Current;
    }

    // What is appended after it is told by the next stream.
    private async Task CutAsync(RpcException error)
    {
        Registry.Watch.Cut(error);
        await Registry.Watch.UntilAsync(log => log.Ended == 1, Cancelled).Bounded();
    }

    private IAsyncEnumerator<WatchResponse> Read(WatchRequest request) =>
        Client.WatchAsync(request, cancellationToken: Cancelled).GetAsyncEnumerator(Cancelled);

    private void Append(int changes)
    {
        for (var count = 0; count < changes; count++)
        {
            Registry.Watch.Append();
        }
    }
}

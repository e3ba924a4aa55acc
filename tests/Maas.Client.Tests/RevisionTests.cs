using Grpc.Core;
using Grpc.Health.V1;
using Maas.Contract;
using Maas.Testing.Fakes;

namespace Maas.Client.Tests;

/// <summary>What a channel remembers of the change log, and asks its calls to reflect.</summary>
public sealed class RevisionTests : IAsyncLifetime
{
    private const string Key = "maas-revision";

    private FakeRegistryServer? _registry;
    private RegistryChannel? _channel;

    private delegate Task Way(RegistryChannel channel);

    // Both ways to call that a channel has.
    private static readonly Dictionary<string, Way> Ways = new()
    {
        ["client"] = channel => new ModelRegistryClient(channel).GetModelAsync(new GetModelRequest { Id = "a" }, null, Cancelled),
        ["stub"] = async channel => await Stub(channel).GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled),
        ["blocking stub"] = channel => Task.Run(() => Stub(channel).GetModel(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled), Cancelled),
    };

    public static TheoryData<string> EveryWay => [.. Ways.Keys];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeRegistryServer Registry => _registry!;

    private RegistryChannel Channel => _channel!;

    private ModelRegistryClient Client => new(Channel);

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistryServer.StartAsync();
        _channel = RegistryChannel.ForAddress(_registry.Address.OriginalString);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await Registry.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task Call_AfterReplies_SendsTheHighestRevisionThatTheyTold(string way)
    {
        await ReplyAsync(way, "7");
        await ReplyAsync(way, "5");
        await ReplyAsync(way, null);
        await ReplyAsync(way, "12");
        await ReplyAsync(way, null);

        Registry.Models.Seen.Select(seen => seen.Header(Key)).ShouldBe([null, "7", "7", "7", "12"]);
        Channel.Revision.ShouldBe(12);
    }

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task Call_AfterARefusal_SendsItsRevisionAndItsCallerHasTheTrailers(string way)
    {
        Registry.Models.Revision = "9";
        Registry.Models.Throw(new RpcException(new Status(StatusCode.NotFound, "None."), new Metadata { { "maas-reason", "gone" } }));

        var error = await Should.ThrowAsync<RpcException>(() => Ways[way](Channel).Bounded());

        error.Status.ShouldBe(new Status(StatusCode.NotFound, "None."));
        error.Trailers.GetValue("maas-reason").ShouldBe("gone");
        error.Trailers.GetValue(Key).ShouldBe("9");
        Channel.Revision.ShouldBe(9);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+7")]
    [InlineData("7.0")]
    [InlineData("7, 8")]
    [InlineData("0x7")]
    [InlineData("9007199254740992")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999")]
    public async Task Reply_WithARevisionThatCannotBeOne_IsPassedOver(string revision)
    {
        var told = new List<long>();
        await ReplyAsync("client", "3");
        Registry.Models.Revision = revision;

        await Client.GetModelAsync(new GetModelRequest { Id = "a" }, new() { OnRevision = told.Add }, Cancelled);
        await ReplyAsync("stub", revision);
        await ReplyAsync("client", null);

        told.ShouldBeEmpty();
        Registry.Models.Last.Header(Key).ShouldBe("3");
    }

    [Theory]
    [InlineData(6, "7")]
    [InlineData(7, "7")]
    [InlineData(8, "8")]
    public async Task Call_WithARevisionOfItsOwn_SendsTheHigherOne(long own, string sent)
    {
        await ReplyAsync("client", "7");

        await Client.GetModelAsync(new GetModelRequest { Id = "a" }, new() { Revision = own }, Cancelled);

        Registry.Models.Last.Headers.GetAll(Key).Select(entry => entry.Value).ShouldBe([sent]);
        Channel.Revision.ShouldBe(7, "what a caller asks for was told by nobody");
    }

    [Theory]
    [InlineData("6", "7")]
    [InlineData("8", "8")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("soon", "soon")]
    public async Task Call_WithARevisionInItsMetadata_SendsTheHigherOne(string given, string sent)
    {
        await ReplyAsync("client", "7");
        var metadata = new Metadata { { Key, given }, { "my-key", "v" } };

        await Client.GetModelAsync(new GetModelRequest { Id = "a" }, new() { Metadata = metadata }, Cancelled);
        await Stub(Channel).GetModelAsync(new GetModelRequest { Id = "a" }, metadata, cancellationToken: Cancelled);

        foreach (var seen in Registry.Models.Seen.Skip(1))
        {
            seen.Headers.GetAll(Key).Select(entry => entry.Value).ShouldBe([sent]);
            seen.Header("my-key").ShouldBe("v");
        }

        metadata.Select(entry => entry.Value).ShouldBe([given, "v"], "it is the caller's own");
    }

    [Fact]
    public void Revision_Negative_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => new RegistryCallOptions { Revision = -1 });

    [Fact]
    public async Task Call_ThatAsksForAStrongRead_SaysSo()
    {
        await Client.GetModelAsync(new GetModelRequest { Id = "a" }, new() { ReadConsistency = ReadConsistency.Strong }, Cancelled);
        await Client.GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled);

        Registry.Models.Seen.Select(seen => seen.Header("maas-read")).ShouldBe(["strong", null]);
    }

    [Fact]
    public async Task OnRevision_IsToldOfRepliesAndOfRefusals()
    {
        var told = new List<long>();
        var call = new RegistryCallOptions { OnRevision = told.Add };
        Registry.Models.Revision = "4";
        await Client.AddModelTagsAsync(new AddModelTagsRequest { ModelId = "a" }, call, Cancelled);
        told.ShouldBe([4]);
        Registry.Models.Revision = "5";
        Registry.Models.Throw(new RpcException(new Status(StatusCode.NotFound, "None.")));

        await Should.ThrowAsync<RpcException>(() => Client.GetModelAsync(new GetModelRequest { Id = "a" }, call, Cancelled));

        told.ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Call_ThatIsMadeAgain_SendsTheRevisionEachTime()
    {
        await ReplyAsync("client", "7");
        Registry.Models.Throw(new RpcException(new Status(StatusCode.Unavailable, "Not now.")));

        await Should.ThrowAsync<RpcException>(() => Ways["client"](Channel).Bounded());
        await Should.ThrowAsync<RpcException>(() => Ways["stub"](Channel).Bounded());

        Registry.Models.Seen.Skip(1).Select(seen => seen.Header(Key)).ShouldBe(Enumerable.Repeat("7", 8));
    }

    [Fact]
    public async Task Stub_HasTheHeadTheStatusAndTheTrailersOfItsCall()
    {
        Registry.Models.Revision = "3";
        using var call = Stub(Channel).GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled);

        (await call.ResponseHeadersAsync.Bounded()).ShouldNotBeNull();
        (await call.ResponseAsync.Bounded()).Model.Id.ShouldBe("a");
        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        call.GetTrailers().GetValue(Key).ShouldBe("3");
    }

    [Fact]
    public async Task Stub_DisposedBeforeItsReply_CancelsTheCall()
    {
        Registry.Models.Hang();
        var call = Stub(Channel).GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled);
        var seen = await Registry.Models.NextAsync().Bounded();
        var gone = new TaskCompletionSource();
        await using var registration = seen.Cancelled.Register(gone.SetResult);

        call.Dispose();

        await gone.Task.Bounded();
        (await Should.ThrowAsync<RpcException>(() => call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Health_IsAskedWhateverRevisionWasSeen()
    {
        await ReplyAsync("client", "7");

        await new RegistryHealthClient(Channel).CheckAsync("", RegistryCallOptions.Default, Cancelled);
        Registry.Health.Seen.GetValue(Key).ShouldBeNull();
        await new Health.HealthClient(Channel.CreateCallInvoker()).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled);

        Registry.Health.Seen.GetValue(Key).ShouldBeNull();
    }

    [Fact]
    public void Memory_ToldByManyAtOnce_HasTheHighest()
    {
        var memory = new RevisionMemory();

        Parallel.For(1, 20_001, revision => memory.Note(revision));

        memory.Highest.ShouldBe(20_000);
        var metadata = new Metadata();
        memory.AddTo(metadata);
        metadata.Single().Value.ShouldBe("20000");
    }

    private static ModelService.ModelServiceClient Stub(RegistryChannel channel) => new(channel.CreateCallInvoker());

    private Task ReplyAsync(string way, string? revision)
    {
        Registry.Models.Revision = revision;
        return Ways[way](Channel).Bounded();
    }
}

using Grpc.Core;
using Maas.Contract;
using Maas.Testing.Fakes;

namespace Maas.Client.Tests;

/// <summary>Which calls are made again while the registry says UNAVAILABLE.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private FakeRegistryServer? _registry;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeRegistryServer Registry => _registry!;

    private static readonly Dictionary<string, (Func<ModelRegistryClient, Task> Call, int Times)> Calls = new()
    {
        ["GetModel"] = (client => client.GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled), 4),
        ["ListModels"] = (client => client.ListModelsAsync(new ListModelsRequest(), cancellationToken: Cancelled), 4),
        ["GetModelMetadata"] = (client => client.GetModelMetadataAsync(new GetModelMetadataRequest { ModelId = "a" }, cancellationToken: Cancelled), 4),
        ["CreateModel with a request_id"] = (client => client.CreateModelAsync(new CreateModelRequest { RequestId = "once" }, cancellationToken: Cancelled), 4),
        ["CreateModel"] = (client => client.CreateModelAsync(new CreateModelRequest(), cancellationToken: Cancelled), 1),
        ["AddModelTags"] = (client => client.AddModelTagsAsync(new AddModelTagsRequest { ModelId = "a" }, cancellationToken: Cancelled), 4),
        ["AddModelTags with an etag"] = (client => client.AddModelTagsAsync(new AddModelTagsRequest { Etag = "e" }, cancellationToken: Cancelled), 1),
        ["RemoveModelTags"] = (client => client.RemoveModelTagsAsync(new RemoveModelTagsRequest { ModelId = "a" }, cancellationToken: Cancelled), 4),
        ["RemoveModelTags with an etag"] = (client => client.RemoveModelTagsAsync(new RemoveModelTagsRequest { Etag = "e" }, cancellationToken: Cancelled), 1),
        ["UpdateModel"] = (client => client.UpdateModelAsync(new UpdateModelRequest { Id = "a" }, cancellationToken: Cancelled), 1),
        ["UpdateModelStatus"] = (client => client.UpdateModelStatusAsync(new UpdateModelStatusRequest { Id = "a" }, cancellationToken: Cancelled), 1),
        ["DeleteModel"] = (client => client.DeleteModelAsync(new DeleteModelRequest { Id = "a" }, cancellationToken: Cancelled), 1),
        ["SetModelMetadata"] = (client => client.SetModelMetadataAsync(new SetModelMetadataRequest { ModelId = "a" }, cancellationToken: Cancelled), 1),
    };

    public static TheoryData<string> AllCalls => [.. Calls.Keys];

    public async ValueTask InitializeAsync() => _registry = await FakeRegistryServer.StartAsync();

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    [Theory]
    [MemberData(nameof(AllCalls))]
    public async Task Call_Unavailable_IsMadeAgainOnlyWhereThatIsSafe(string name)
    {
        var (call, times) = Calls[name];
        using var channel = Channel(options => options.RetryBackoff = TimeSpan.FromMilliseconds(1));
        Registry.Models.Throw(new RpcException(new Status(StatusCode.Unavailable, "Not now.")));

        (await Should.ThrowAsync<RpcException>(() => call(new ModelRegistryClient(channel)))).Status.ShouldBe(new Status(StatusCode.Unavailable, "Not now."));

        Registry.Models.Seen.Count.ShouldBe(times);
    }

    [Fact]
    public async Task Call_AnsweredTheSecondTime_IsAnswered()
    {
        using var channel = Channel(_ => { });
        var calls = 0;
        Registry.Models.Answer(_ => Interlocked.Increment(ref calls) == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "Not now."))
            : new GetModelResponse { Model = FakeModelService.AModel("a") });

        (await new ModelRegistryClient(channel).GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled)).Model.Id.ShouldBe("a");

        Registry.Models.Seen.Select(seen => seen.Header("grpc-previous-rpc-attempts")).ShouldBe([null, "1"]);
    }

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Internal)]
    public async Task Call_OtherError_IsNotMadeAgain(StatusCode code)
    {
        using var channel = Channel(_ => { });
        Registry.Models.Throw(new RpcException(new Status(code, "No.")));

        (await Should.ThrowAsync<RpcException>(() => new ModelRegistryClient(channel).GetModelAsync(new GetModelRequest(), cancellationToken: Cancelled))).StatusCode.ShouldBe(code);

        Registry.Models.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task MaxAttempts_One_MakesNoCallAgain()
    {
        using var channel = Channel(options => options.MaxAttempts = 1);
        Registry.Models.Throw(new RpcException(new Status(StatusCode.Unavailable, "Not now.")));

        await Should.ThrowAsync<RpcException>(() => new ModelRegistryClient(channel).GetModelAsync(new GetModelRequest(), cancellationToken: Cancelled));

        Registry.Models.Seen.Count.ShouldBe(1);
    }

    private RegistryChannel Channel(Action<RegistryClientOptions> configure)
    {
        var options = new RegistryClientOptions { Addresses = [Registry.Address.OriginalString] };
        configure(options);
        return new RegistryChannel(Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System);
    }
}

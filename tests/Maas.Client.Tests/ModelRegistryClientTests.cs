using Google.Protobuf;
using Grpc.Core;
using Maas.Contract;
using Maas.Testing.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Client.Tests;

public sealed class ModelRegistryClientTests : IAsyncLifetime
{
    private FakeRegistryServer? _registry;
    private ServiceProvider? _services;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeRegistryServer Registry => _registry!;

    private ModelRegistryClient Client => _services!.GetRequiredService<ModelRegistryClient>();

    private RegistryHealthClient Health => _services!.GetRequiredService<RegistryHealthClient>();

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistryServer.StartAsync();
        _services = new ServiceCollection().AddRegistryClient(options => options.Addresses = [_registry.Address.OriginalString]).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        await Registry.DisposeAsync();
    }

    private delegate Task<IMessage> Rpc(ModelRegistryClient client);

    private static readonly Dictionary<string, (IMessage Request, Rpc Call)> Rpcs = new()
    {
        ["CreateModel"] = Of(new CreateModelRequest { Name = "a" }, (client, request) => client.CreateModelAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["GetModel"] = Of(new GetModelRequest { Id = "a" }, (client, request) => client.GetModelAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["ListModels"] = Of(new ListModelsRequest { Name = "a" }, (client, request) => client.ListModelsAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["UpdateModel"] = Of(new UpdateModelRequest { Id = "a" }, (client, request) => client.UpdateModelAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["DeleteModel"] = Of(new DeleteModelRequest { Id = "a" }, (client, request) => client.DeleteModelAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["UpdateModelStatus"] = Of(new UpdateModelStatusRequest { Id = "a" }, (client, request) => client.UpdateModelStatusAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["AddModelTags"] = Of(new AddModelTagsRequest { ModelId = "a" }, (client, request) => client.AddModelTagsAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["RemoveModelTags"] = Of(new RemoveModelTagsRequest { ModelId = "a" }, (client, request) => client.RemoveModelTagsAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["SetModelMetadata"] = Of(new SetModelMetadataRequest { ModelId = "a" }, (client, request) => client.SetModelMetadataAsync(request, RegistryCallOptions.Default, Cancelled)),
        ["GetModelMetadata"] = Of(new GetModelMetadataRequest { ModelId = "a" }, (client, request) => client.GetModelMetadataAsync(request, RegistryCallOptions.Default, Cancelled)),
    };

    public static TheoryData<string> EveryRpc() => [.. ModelReflection.Descriptor.Services[0].Methods.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(EveryRpc))]
    public async Task Call_OfEveryRpc_ReachesItWithItsMessageAndADeadline(string rpc)
    {
        var (request, call) = Rpcs[rpc];

        (await call(Client)).ShouldNotBeNull();

        Registry.Models.Last.Method.ShouldBe(rpc);
        Registry.Models.Last.Request.ShouldBe(request);
        Registry.Models.Last.Deadline.ShouldBeLessThan(DateTime.MaxValue);
    }

    [Fact]
    public async Task Call_RefusedByTheRegistry_ThrowsItsStatusAndTrailers()
    {
        Registry.Models.Throw(new RpcException(new Status(StatusCode.NotFound, "No such model."), new Metadata { { "maas-reason", "gone" } }));

        var error = await Should.ThrowAsync<RpcException>(() => GetAsync(RegistryCallOptions.Default, Cancelled));

        error.Status.ShouldSatisfyAllConditions(
            status => status.StatusCode.ShouldBe(StatusCode.NotFound),
            status => status.Detail.ShouldBe("No such model."),
            status => status.DebugException.ShouldBeNull());
        error.Trailers.GetValue("maas-reason").ShouldBe("gone");
    }

    [Fact]
    public async Task Call_WithoutAnswerInTime_IsDeadlineExceeded()
    {
        Registry.Models.Hang();

        var error = await Should.ThrowAsync<RpcException>(() => GetAsync(new() { Timeout = TimeSpan.FromMilliseconds(50) }, Cancelled));

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Call_GivenUp_IsCancelledHereAndAtTheRegistry()
    {
        Registry.Models.Hang();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var answer = GetAsync(RegistryCallOptions.Default, impatience.Token);
        var call = await Registry.Models.NextAsync().WaitAsync(Cancelled);
        var gone = new TaskCompletionSource();
        await using var registration = call.Cancelled.Register(gone.SetResult);

        await impatience.CancelAsync();

        (await Should.ThrowAsync<RpcException>(() => answer)).StatusCode.ShouldBe(StatusCode.Cancelled);
        await gone.Task.WaitAsync(Cancelled);
    }

    [Fact]
    public async Task Call_RegistryGoneAndBack_IsUnavailableAndThenServed()
    {
        await GetAsync(RegistryCallOptions.Default, Cancelled);
        var port = Registry.Address.Port;
        await Registry.DisposeAsync();

        (await Should.ThrowAsync<RpcException>(() => GetAsync(RegistryCallOptions.Default, Cancelled))).StatusCode.ShouldBe(StatusCode.Unavailable);

        _registry = await FakeRegistryServer.StartAsync(port);
        (await GetAsync(RegistryCallOptions.Default, Cancelled)).Model.Id.ShouldBe("a");
    }

    [Fact]
    public async Task Calls_OneAfterAnother_ShareAConnection()
    {
        for (var call = 0; call < 5; call++)
        {
            await GetAsync(RegistryCallOptions.Default, Cancelled);
        }

        Registry.Models.Seen.Select(call => call.Peer).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task ListAllModels_SeveralPages_GivesTheModelsOfEach()
    {
        Registry.Models.Answer(request => ((ListModelsRequest)request).PageToken switch
        {
            "" => new ListModelsResponse { Models = { FakeModelService.AModel("1"), FakeModelService.AModel("2") }, NextPageToken = "second" },
            "second" => new ListModelsResponse { Models = { FakeModelService.AModel("3") } },
            _ => throw new RpcException(new Status(StatusCode.InvalidArgument, "No such page.")),
        });
        var request = new ListModelsRequest { Framework = "onnx", Limit = 2, Page = 1 };

        var ids = new List<string>();
        await foreach (var model in Client.ListAllModelsAsync(request, cancellationToken: Cancelled))
        {
            ids.Add(model.Id);
        }

        ids.ShouldBe(["1", "2", "3"]);
        Registry.Models.Seen.Select(call => ((ListModelsRequest)call.Request).Framework).ShouldBe(["onnx", "onnx"]);
        // The registry refuses a page's number beside a token.
        Registry.Models.Seen.Select(call => ((ListModelsRequest)call.Request).Page).ShouldBe([1, 0]);
        request.PageToken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, RegistryHealth.Serving)]
    [InlineData(false, RegistryHealth.NotServing)]
    public async Task Check_TellsWhatTheRegistrySays(bool isServing, RegistryHealth expected)
    {
        Registry.Health.IsServing = isServing;

        (await Health.CheckAsync("", RegistryCallOptions.Default, Cancelled)).ShouldBe(expected);
    }

    [Fact]
    public async Task Check_RegistryGone_IsUnavailable()
    {
        await Registry.DisposeAsync();

        var error = await Should.ThrowAsync<RpcException>(() => Health.CheckAsync("", RegistryCallOptions.Default, Cancelled));

        error.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    private Task<GetModelResponse> GetAsync(RegistryCallOptions call, CancellationToken cancellationToken) =>
        Client.GetModelAsync(new GetModelRequest { Id = "a" }, call, cancellationToken);

    private static (IMessage, Rpc) Of<TRequest, TReply>(TRequest request, Func<ModelRegistryClient, TRequest, Task<TReply>> call)
        where TRequest : IMessage
        where TReply : IMessage => (request, async client => await call(client, request));
}

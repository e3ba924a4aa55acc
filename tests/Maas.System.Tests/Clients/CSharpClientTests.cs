using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Maas.Client;
using Maas.Contract;

namespace Maas.SystemTests.Clients;

/// <summary>The C# client against the real registry: all ten RPCs, and each error with its details.</summary>
public sealed class CSharpClientTests(RunningSystem system) : IClassFixture<RunningSystem>, IDisposable
{
    private const string UnknownId = "01900000-0000-7000-8000-000000000000";

    private readonly RegistryChannel _channel = RegistryChannel.ForAddress(system.GrpcAddress.OriginalString);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ModelRegistryClient Client => new(_channel);

    public static TheoryData<string> Misses => [.. Missing.Keys];

    private static readonly Dictionary<string, Func<ModelRegistryClient, Task>> Missing = new()
    {
        ["GetModel"] = client => client.GetModelAsync(new GetModelRequest { Id = UnknownId }),
        ["UpdateModel"] = client => client.UpdateModelAsync(new UpdateModelRequest { Id = UnknownId, Description = "d" }),
        ["DeleteModel"] = client => client.DeleteModelAsync(new DeleteModelRequest { Id = UnknownId }),
        ["UpdateModelStatus"] = client => client.UpdateModelStatusAsync(new UpdateModelStatusRequest { Id = UnknownId, Status = "ready" }),
        ["AddModelTags"] = client => client.AddModelTagsAsync(new AddModelTagsRequest { ModelId = UnknownId, Tags = { "a" } }),
        ["RemoveModelTags"] = client => client.RemoveModelTagsAsync(new RemoveModelTagsRequest { ModelId = UnknownId, Tags = { "a" } }),
        ["SetModelMetadata"] = client => client.SetModelMetadataAsync(new SetModelMetadataRequest { ModelId = UnknownId }),
        ["GetModelMetadata"] = client => client.GetModelMetadataAsync(new GetModelMetadataRequest { ModelId = UnknownId }),
    };

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task EveryRpc_OfOneModelsLife_DoesWhatItSays()
    {
        var created = (await Client.CreateModelAsync(NewModel("life"), cancellationToken: Cancelled)).Model;
        var id = created.Id;
        (await GetAsync(id)).ShouldBe(created);

        await Client.AddModelTagsAsync(new AddModelTagsRequest { ModelId = id, Tags = { "nlp", "cv" } }, cancellationToken: Cancelled);
        await Client.RemoveModelTagsAsync(new RemoveModelTagsRequest { ModelId = id, Tags = { "cv" } }, cancellationToken: Cancelled);
        (await GetAsync(id)).Tags.ShouldBe(["nlp"]);

        await Client.SetModelMetadataAsync(new SetModelMetadataRequest { ModelId = id, Metadata = { ["source"] = "test" } }, cancellationToken: Cancelled);
        (await Client.GetModelMetadataAsync(new GetModelMetadataRequest { ModelId = id }, cancellationToken: Cancelled)).Metadata.ShouldHaveSingleItem()
            .ShouldBe(new("source", "test"));

        var ready = await Client.UpdateModelStatusAsync(new UpdateModelStatusRequest { Id = id, Status = "ready" }, cancellationToken: Cancelled);
        ready.Model.Status.ShouldBe("ready");
        var update = new UpdateModelRequest { Id = id, UpdateMask = new FieldMask { Paths = { "tags", "is_public" } }, IsPublic = true, Etag = ready.Model.Etag };
        (await Client.UpdateModelAsync(update, cancellationToken: Cancelled)).Model.ShouldSatisfyAllConditions(
            model => model.Tags.ShouldBeEmpty(),
            model => model.IsPublic.ShouldBeTrue());

        (await Client.ListModelsAsync(new ListModelsRequest { Name = created.Name }, cancellationToken: Cancelled)).Models.Select(model => model.Id).ShouldBe([id]);
        await Client.DeleteModelAsync(new DeleteModelRequest { Id = id }, cancellationToken: Cancelled);
        (await ErrorOf(GetAsync(id))).Code.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task ListAllModels_MoreThanAPage_GivesEachOnce()
    {
        var ids = new List<string>();
        for (var version = 0; version < 7; version++)
        {
            ids.Add((await Client.CreateModelAsync(NewModel("paged", $"{version}"), cancellationToken: Cancelled)).Model.Id);
        }

        var listed = new List<string>();
        await foreach (var model in Client.ListAllModelsAsync(new ListModelsRequest { Name = "paged", Limit = 3 }, cancellationToken: Cancelled))
        {
            listed.Add(model.Id);
        }

        listed.ShouldBe(Enumerable.Reverse(ids));
    }

    [Theory]
    [MemberData(nameof(Misses))]
    public async Task EveryRpcOfOneModel_Unknown_IsNotFound(string rpc) => (await ErrorOf(Missing[rpc](Client))).ShouldSatisfyAllConditions(
        error => error.Code.ShouldBe(StatusCode.NotFound),
        error => error.Reason.ShouldBe("MODEL_NOT_FOUND"),
        error => error.Domain.ShouldBe("maas"),
        error => error.IsFromServer.ShouldBeTrue());

    [Fact]
    public async Task CreateModel_Wrong_NamesEveryField()
    {
        var error = await ErrorOf(Client.CreateModelAsync(new CreateModelRequest { Framework = "cobol", Tags = { "" } }, cancellationToken: Cancelled));

        error.Code.ShouldBe(StatusCode.InvalidArgument);
        error.Reason.ShouldBe("INVALID_FIELDS");
        error.Fields.Keys.Order().ShouldBe(["framework", "name", "tags", "version"]);
        error.Fields["name"].ShouldBe(["must not be empty"]);
    }

    [Fact]
    public async Task CreateModel_Twice_AlreadyExists()
    {
        await Client.CreateModelAsync(NewModel("twice"), cancellationToken: Cancelled);

        (await ErrorOf(Client.CreateModelAsync(NewModel("twice"), cancellationToken: Cancelled))).Code.ShouldBe(StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task CreateModel_TwiceWithARequestId_GivesTheFirst()
    {
        var request = NewModel("once");
        request.RequestId = "a-request";

        var first = await Client.CreateModelAsync(request, cancellationToken: Cancelled);
        (await Client.CreateModelAsync(request, cancellationToken: Cancelled)).Model.Id.ShouldBe(first.Model.Id);
    }

    [Fact]
    public async Task UpdateModel_StaleEtag_IsAborted()
    {
        var model = (await Client.CreateModelAsync(NewModel("stale"), cancellationToken: Cancelled)).Model;
        await Client.UpdateModelStatusAsync(new UpdateModelStatusRequest { Id = model.Id, Status = "ready" }, cancellationToken: Cancelled);

        var error = await ErrorOf(Client.UpdateModelAsync(
            new UpdateModelRequest { Id = model.Id, Description = "late", Etag = model.Etag }, cancellationToken: Cancelled));

        error.Code.ShouldBe(StatusCode.Aborted);
        error.Reason.ShouldBe("STALE_ETAG");
    }

    [Fact]
    public async Task CreateModel_OverTheMessageLimit_IsResourceExhaustedAndNotSent()
    {
        var request = NewModel("large");
        request.Description = new string('d', 5 * 1024 * 1024);

        var error = await ErrorOf(Client.CreateModelAsync(request, cancellationToken: Cancelled));

        error.Code.ShouldBe(StatusCode.ResourceExhausted);
        error.IsFromServer.ShouldBeFalse();
    }

    [Fact]
    public async Task GetModel_TooLate_IsDeadlineExceeded()
    {
        var call = new RegistryCallOptions { Deadline = DateTimeOffset.UnixEpoch };

        (await ErrorOf(Client.GetModelAsync(new GetModelRequest { Id = UnknownId }, call, Cancelled))).Code.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task GetModel_GivenUp_IsCancelled() => (await ErrorOf(
        Client.GetModelAsync(new GetModelRequest { Id = UnknownId }, cancellationToken: new CancellationToken(canceled: true)))).Code.ShouldBe(StatusCode.Cancelled);

    [Fact]
    public async Task GetModel_NobodyThere_IsUnavailableAndMadeHere()
    {
        using var nowhere = RegistryChannel.ForAddress("http://127.0.0.1:1");

        var error = await ErrorOf(new ModelRegistryClient(nowhere).GetModelAsync(new GetModelRequest { Id = UnknownId }, cancellationToken: Cancelled));

        error.Code.ShouldBe(StatusCode.Unavailable);
        error.IsFromServer.ShouldBeFalse();
    }

    [Fact]
    public async Task OwnStubs_OverTheChannel_ReachTheServer()
    {
        var health = new Health.HealthClient(_channel.CreateCallInvoker());

        (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status
            .ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    private static CreateModelRequest NewModel(string name, string version = "1") =>
        new() { Name = name, Version = version, Framework = "onnx", Tags = { "cv" } };

    private async Task<Model> GetAsync(string id) =>
        (await Client.GetModelAsync(new GetModelRequest { Id = id }, cancellationToken: Cancelled)).Model;

    private static async Task<RegistryError> ErrorOf(Task call) => RegistryError.From(await Should.ThrowAsync<RpcException>(() => call));
}

using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Health.V1;
using Maas.Contract;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>The registry as a browser reaches it: gRPC-Web through the gateway of <c>maas serve</c>.</summary>
public sealed class GrpcWebTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private ServiceProcessUnderTest _process = null!;
    private bool _terminated;

    public static TheoryData<string, bool> Kinds => new() { { "1.1", false }, { "1.1", true }, { "2.0", false }, { "2.0", true } };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _process = await RunningSystem.ServeAsync(_folder.Path, "--http2-port", "0");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Terminate();
        (await _process.WaitForExitAsync()).ShouldBe(0);
        _process.LoggedErrors.ShouldBeEmpty();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryRpc_IsAnsweredAsTheContractSays(string http, bool isText)
    {
        var created = await Models("CreateModel", CreateModelResponse.Parser, new CreateModelRequest
        {
            Name = "web", Version = "1", Framework = "onnx", Tags = { "a" }, Metadata = { ["k"] = "v" },
        });
        var id = created.Model.Id;
        (await Models("GetModel", GetModelResponse.Parser, new GetModelRequest { Id = id })).Model.ShouldBe(created.Model);
        (await Models("ListModels", ListModelsResponse.Parser, new ListModelsRequest())).Models.ShouldBe([created.Model]);
        (await Models("UpdateModel", UpdateModelResponse.Parser, new UpdateModelRequest { Id = id, Description = "模型" })).Model.Description.ShouldBe("模型");
        (await Models("UpdateModelStatus", UpdateModelStatusResponse.Parser, new UpdateModelStatusRequest { Id = id, Status = "building" }))
            .Model.Status.ShouldBe("building");
        await Models("AddModelTags", Empty.Parser, new AddModelTagsRequest { ModelId = id, Tags = { "b" } });
        await Models("RemoveModelTags", Empty.Parser, new RemoveModelTagsRequest { ModelId = id, Tags = { "a" } });
        await Models("SetModelMetadata", Empty.Parser, new SetModelMetadataRequest { ModelId = id, Metadata = { ["other"] = "w" } });
        (await Models("GetModelMetadata", GetModelMetadataResponse.Parser, new GetModelMetadataRequest { ModelId = id }))
            .Metadata.ShouldBe(new Dictionary<string, string> { ["other"] = "w" });
        (await Models("GetModel", GetModelResponse.Parser, new GetModelRequest { Id = id })).Model.Tags.ShouldBe(["b"]);
        await Models("DeleteModel", Empty.Parser, new DeleteModelRequest { Id = id });

        var gone = await CallAsync(http, isText, "/model.ModelService/GetModel", new GetModelRequest { Id = id });
        gone.Status.ShouldBe("5");
        gone.Details.GetDetail<ErrorInfo>().ShouldNotBeNull().Domain.ShouldBe("maas");

        async Task<T> Models<T>(string method, MessageParser<T> parser, IMessage request)
            where T : IMessage<T> => (await CallAsync(http, isText, $"/model.ModelService/{method}", request)).Message(parser);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Error_ComesWithTheFieldsAtFault(string http, bool isText)
    {
        var reply = await CallAsync(http, isText, "/model.ModelService/CreateModel", new CreateModelRequest { Name = "", Version = "1", Framework = "?" });

        reply.Status.ShouldBe("3");
        reply.Messages.ShouldBeEmpty();
        reply.Details.GetDetail<BadRequest>().ShouldNotBeNull().FieldViolations.Select(violation => violation.Field).Order()
            .ShouldBe(["framework", "name"]);
    }

    [Fact]
    public async Task Watch_GoesOnUntilTheServiceStops()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_process.AddressOf("REST"), "/grpc.health.v1.Health/Watch"))
        {
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.Add("Content-Type", "application/grpc-web+proto");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);

        var (flag, message) = await ReadAsync(body);
        flag.ShouldBe((byte)0);
        HealthCheckResponse.Parser.ParseFrom(message).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);

        Terminate();
        do
        {
            // The last state may come, or the end at once.
            (flag, message) = await ReadAsync(body);
        }
        while (flag == 0);

        flag.ShouldBe((byte)0x80);
        System.Text.Encoding.ASCII.GetString(message).ShouldContain("grpc-status: 14\r\n");
    }

    // Once: a second signal would end it at once.
    private void Terminate()
    {
        if (!_terminated)
        {
            _terminated = true;
            _process.Terminate();
        }
    }

    private static async Task<(byte Flag, byte[] Payload)> ReadAsync(Stream body)
    {
        var prefix = new byte[5];
        await body.ReadExactlyAsync(prefix, Cancelled);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await body.ReadExactlyAsync(payload, Cancelled);
        return (prefix[0], payload);
    }

    private Task<GrpcWebReply> CallAsync(string http, bool isText, string path, IMessage message) => GrpcWebReply.CallAsync(
        _http, _process.AddressOf(http == "2.0" ? "REST by HTTP/2" : "REST"), Version.Parse(http), isText, path, message, Cancelled);
}

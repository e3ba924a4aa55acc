using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Contract;
using Code = Grpc.Core.StatusCode;

namespace Maas.SystemTests;

/// <summary>What a caller may get wrong, through REST and gRPC alike: the documented error with the field's name, and nothing changed.</summary>
public sealed class BadInputTests : IClassFixture<RunningSystem>, IAsyncLifetime
{
    private const string UnknownId = "01900000-0000-7000-8000-000000000000";

    private readonly RunningSystem _system;
    private readonly GrpcChannel _channel;
    private readonly ModelService.ModelServiceClient _grpc;
    private string _id = "";
    private string _before = "";

    public BadInputTests(RunningSystem system)
    {
        _system = system;
        _channel = GrpcChannel.ForAddress(system.GrpcAddress);
        _grpc = new ModelService.ModelServiceClient(_channel);
    }

    /// <summary>Why it is wrong, the field, and the change to a request that is right.</summary>
    public static TheoryData<string, string, Action<CreateModelRequest>> WrongCreates => new()
    {
        { "empty name", "name", request => request.Name = "" },
        { "over-long name", "name", request => request.Name = new string('n', 256) },
        { "name that begins with white space", "name", request => request.Name = " n" },
        { "name that ends with white space", "name", request => request.Name = "n\u00a0" },
        { "control character in the name", "name", request => request.Name = "a\u0007b" },
        { "line feed in the name", "name", request => request.Name = "a\nb" },
        { "replacement character in the name", "name", request => request.Name = "a\ufffdb" },
        { "empty version", "version", request => request.Version = "" },
        { "over-long version", "version", request => request.Version = new string('1', 51) },
        { "empty framework", "framework", request => request.Framework = "" },
        { "unknown framework", "framework", request => request.Framework = "fortran" },
        { "over-long description", "description", request => request.Description = new string('d', 10_001) },
        { "control character in the description", "description", request => request.Description = "a\0b" },
        { "empty tag", "tags", request => request.Tags.Add("") },
        { "over-long tag", "tags", request => request.Tags.Add(new string('t', 65)) },
        { "control character in a tag", "tags", request => request.Tags.Add("a\tb") },
        { "101 tags", "tags", request => request.Tags.Add(Enumerable.Range(0, 101).Select(number => $"t{number}")) },
        { "empty metadata key", "metadata", request => request.Metadata.Add("", "v") },
        { "over-long metadata key", "metadata", request => request.Metadata.Add(new string('k', 129), "v") },
        { "over-long metadata value", "metadata", request => request.Metadata.Add("k", new string('v', 4_097)) },
        { "control character in a metadata value", "metadata", request => request.Metadata.Add("k", "\u001b[0m") },
        { "201 metadata entries", "metadata", request => request.Metadata.Add(Enumerable.Range(0, 201).ToDictionary(number => $"k{number}", _ => "v")) },
        { "over-long owner", "owner_id", request => request.OwnerId = new string('o', 129) },
        { "over-long tenant", "tenant_id", request => request.TenantId = new string('t', 129) },
        { "negative size", "size", request => request.Size = -1 },
        { "over-long checksum", "checksum", request => request.Checksum = new string('c', 257) },
        { "over-long storage path", "storage_path", request => request.StoragePath = new string('p', 2_049) },
        { "over-long image", "docker_image", request => request.DockerImage = new string('i', 513) },
    };

    public static TheoryData<string, string, string> WrongBodies => new()
    {
        { "invalid JSON", """{"name":"n",""", "body" },
        { "not an object", """["name"]""", "body" },
        { "nothing", "", "body" },
        { "null", "null", "body" },
        { "unknown key", """{"name":"n","version":"1","framework":"onnx","colour":"red"}""", "colour" },
        { "wrongly cased key", """{"Name":"n","version":"1","framework":"onnx"}""", "Name" },
        { "duplicate key", """{"name":"n","version":"1","framework":"onnx","name":"m"}""", "name" },
        { "duplicate metadata key", """{"name":"n","version":"1","framework":"onnx","metadata":{"a":"1","a":"2"}}""", "metadata" },
        { "number for a text", """{"name":1,"version":"1","framework":"onnx"}""", "name" },
        { "text for a list", """{"name":"n","version":"1","framework":"onnx","tags":"cv"}""", "tags" },
        { "number in a list of texts", """{"name":"n","version":"1","framework":"onnx","tags":["cv",1]}""", "tags" },
        { "null in a list of texts", """{"name":"n","version":"1","framework":"onnx","tags":[null]}""", "tags" },
        { "number in a map of texts", """{"name":"n","version":"1","framework":"onnx","metadata":{"a":1}}""", "metadata" },
        { "text for a boolean", """{"name":"n","version":"1","framework":"onnx","is_public":"yes"}""", "is_public" },
        { "fraction for a size", """{"name":"n","version":"1","framework":"onnx","size":1.5}""", "size" },
        { "size beyond 64 bits", """{"name":"n","version":"1","framework":"onnx","size":9223372036854775808}""", "size" },
        { "lone surrogate", """{"name":"a\ud800","version":"1","framework":"onnx"}""", "name" },
        { "several at once", """{"name":"","version":"","framework":""}""", "version" },
    };

    public static TheoryData<string, string, Action<ListModelsRequest>> WrongLists => new()
    {
        { "page=-1", "page", request => request.Page = -1 },
        { "limit=-1", "limit", request => request.Limit = -1 },
        { "status=asleep", "status", request => request.Status = "asleep" },
        { "page_token=AAAA", "page_token", request => request.PageToken = "AAAA" },
        { "page_token=%21", "page_token", request => request.PageToken = "!" },
    };

    public async ValueTask InitializeAsync()
    {
        _id = (await _system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel($"bad-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}"))).Id;
        _before = await SnapshotAsync();
    }

    public async ValueTask DisposeAsync()
    {
        (await SnapshotAsync()).ShouldBe(_before, "nothing may have changed");
        _channel.Dispose();
    }

    [Theory]
    [MemberData(nameof(WrongCreates), DisableDiscoveryEnumeration = true)]
    public async Task Create_OneFieldWrong_IsInvalidArgumentThatNamesIt(string why, string field, Action<CreateModelRequest> change)
    {
        var request = new CreateModelRequest { Name = "wrong", Version = "1", Framework = "onnx" };
        change(request);

        (await FieldsOfAsync(() => _grpc.CreateModelAsync(request).ResponseAsync)).ShouldBe([field], why);
        Fields(await _system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", ToJson(request))).ShouldBe([field], why);
    }

    [Fact]
    public async Task Create_ManyFieldsWrong_NamesEachOfThem()
    {
        var request = new CreateModelRequest { Framework = "?", Size = -1, Tags = { "" } };
        string[] expected = ["framework", "name", "size", "tags", "version"];

        (await FieldsOfAsync(() => _grpc.CreateModelAsync(request).ResponseAsync)).Order().ShouldBe(expected);
        Fields(await _system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", ToJson(request))).Order().ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task Create_WrongBody_Is400ThatNamesTheKey(string why, string body, string key) =>
        Fields(await _system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", body)).ShouldContain(key, why);

    [Fact]
    public async Task Create_InvalidUtf8_NamesTheField()
    {
        byte[] json = [.. "{\"name\":\"a"u8, 0xC3, 0x28, .. "\",\"version\":\"1\",\"framework\":\"onnx\"}"u8];
        using var content = new ByteArrayContent(json);
        Fields(await _system.Http.SendBytesAsync(HttpMethod.Post, "/api/v1/models", content)).ShouldBe(["name"]);

        // Field 1 (name), three bytes that are no UTF-8; then version and framework.
        byte[] message = [0x0A, 3, (byte)'a', 0xC3, 0x28, 0x1A, 1, (byte)'1', 0x22, 4, .. "onnx"u8];
        (await FieldsOfAsync(() => SendAsync(message))).ShouldBe(["name"]);
    }

    [Fact]
    public async Task Create_OverTheModelsSize_NamesTheAggregate()
    {
        var request = new CreateModelRequest { Name = "wrong", Version = "1", Framework = "onnx" };
        request.Metadata.Add(Enumerable.Range(0, 10).ToDictionary(number => $"k{number}", _ => new string('v', 4_096)));

        var fields = await FieldsOfAsync(() => _grpc.CreateModelAsync(request).ResponseAsync);

        fields.ShouldHaveSingleItem();
        Fields(await _system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", ToJson(request))).ShouldBe(fields);
    }

    [Fact]
    public async Task Create_BodyOrMessageOverTheLimit_IsResourceExhausted()
    {
        var rest = await _system.Http.SendJsonAsync(
            HttpMethod.Post, "/api/v1/models", $$"""{"name":"wrong","version":"1","framework":"onnx","description":"{{new string('d', 1024 * 1024)}}"}""");
        rest.Status.ShouldBe(413);
        rest.Text("code").ShouldBe("RESOURCE_EXHAUSTED");

        // The client has a limit of its own, so the bytes go past it.
        using var unlimited = GrpcChannel.ForAddress(_system.GrpcAddress, new GrpcChannelOptions { MaxSendMessageSize = null });
        var request = new CreateModelRequest { Name = "wrong", Version = "1", Framework = "onnx", Description = new string('d', 5 * 1024 * 1024) };
        var error = await Should.ThrowAsync<RpcException>(() => new ModelService.ModelServiceClient(unlimited).CreateModelAsync(request).ResponseAsync);
        error.StatusCode.ShouldBe(Code.ResourceExhausted);
    }

    [Theory]
    [MemberData(nameof(WrongLists), DisableDiscoveryEnumeration = true)]
    public async Task List_WrongArgument_IsInvalidArgumentThatNamesIt(string query, string field, Action<ListModelsRequest> change)
    {
        var request = new ListModelsRequest();
        change(request);

        (await FieldsOfAsync(() => _grpc.ListModelsAsync(request).ResponseAsync)).ShouldBe([field]);
        Fields(await _system.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models?{query}")).ShouldBe([field]);
    }

    [Theory]
    [InlineData("page=one", "page")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1%00", "limit")]
    [InlineData("name=%ff", "name")]
    [InlineData("limit=99999999999", "limit")]
    [InlineData("is_public=maybe", "is_public")]
    [InlineData("page_size=10", "page_size")]
    [InlineData("name=a&name=b", "name")]
    public async Task List_MalformedQuery_Is400ThatNamesTheParameter(string query, string parameter) =>
        Fields(await _system.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models?{query}")).ShouldBe([parameter]);

    [Fact]
    public async Task List_TokenOfOtherFilters_IsInvalidArgument()
    {
        await _system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel($"page-{_id}"));
        _before = await SnapshotAsync();
        var token = (await _grpc.ListModelsAsync(new ListModelsRequest { Limit = 1 }, cancellationToken: TestContext.Current.CancellationToken)).NextPageToken;
        token.ShouldNotBeEmpty();

        var other = new ListModelsRequest { Limit = 1, PageToken = token, Framework = "onnx" };

        (await FieldsOfAsync(() => _grpc.ListModelsAsync(other).ResponseAsync)).ShouldBe(["page_token"]);
    }

    [Theory]
    [InlineData("filter=a", "filter")]
    [InlineData("order_by=name", "order_by")]
    [InlineData("show_deleted=true", "show_deleted")]
    public async Task List_NotYetServed_Is501AndSaysSo(string query, string field)
    {
        var reply = await _system.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models?{query}");

        reply.Status.ShouldBe(501);
        reply.Text("code").ShouldBe("UNIMPLEMENTED");
        reply.Text("detail").ShouldContain(field);
    }

    [Fact]
    public async Task EveryRpc_MalformedId_IsInvalidArgument_AndUnknownId_IsNotFound()
    {
        foreach (var (call, field) in CallsWith("not-a-uuid"))
        {
            (await FieldsOfAsync(call)).ShouldBe([field]);
        }

        foreach (var (call, _) in CallsWith(UnknownId))
        {
            (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(Code.NotFound);
        }

        foreach (var (method, path, body) in Routes)
        {
            Fields(await _system.Http.SendJsonAsync(method, $"/api/v1/models/not-a-uuid{path}", body)).ShouldBe(["id"], $"{method} {path}");
            (await _system.Http.SendJsonAsync(method, $"/api/v1/models/{UnknownId}{path}", body)).Status.ShouldBe(404, $"{method} {path}");
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("version")]
    [InlineData("metadata.a")]
    [InlineData("no_such_field")]
    public async Task Update_UnknownMaskPath_IsInvalidArgument(string path)
    {
        var request = new UpdateModelRequest { Id = _id, Name = "renamed", UpdateMask = new() { Paths = { "name", path } } };

        (await FieldsOfAsync(() => _grpc.UpdateModelAsync(request).ResponseAsync)).ShouldBe(["update_mask"]);
    }

    [Theory]
    [InlineData("PUT", "", """{"name":""}""", "name")]
    [InlineData("PUT", "", """{"name":null}""", "name")]
    [InlineData("PUT", "", """{"version":"2"}""", "version")]
    [InlineData("PUT", "", """{"tags":[""]}""", "tags")]
    [InlineData("PUT", "", """{"size":-1}""", "size")]
    [InlineData("PATCH", "/status", """{"status":"asleep"}""", "status")]
    [InlineData("PATCH", "/status", """{}""", "status")]
    [InlineData("POST", "/tags", """{}""", "tags")]
    [InlineData("POST", "/tags", """{"tags":[""]}""", "tags")]
    [InlineData("DELETE", "/tags", """{"tags":"cv"}""", "tags")]
    [InlineData("PUT", "/metadata", """{}""", "metadata")]
    [InlineData("PUT", "/metadata", """{"metadata":{"":"v"}}""", "metadata")]
    public async Task Change_WrongBody_Is400ThatNamesTheKey(string method, string path, string body, string key) =>
        Fields(await _system.Http.SendJsonAsync(new HttpMethod(method), $"/api/v1/models/{_id}{path}", body)).ShouldBe([key]);

    private static (HttpMethod Method, string Path, string? Body)[] Routes =>
    [
        (HttpMethod.Get, "", null),
        (HttpMethod.Put, "", """{"name":"n"}"""),
        (HttpMethod.Delete, "", null),
        (HttpMethod.Patch, "/status", """{"status":"ready"}"""),
        (HttpMethod.Post, "/tags", """{"tags":["t"]}"""),
        (HttpMethod.Delete, "/tags", """{"tags":["t"]}"""),
        (HttpMethod.Get, "/metadata", null),
        (HttpMethod.Put, "/metadata", """{"metadata":{}}"""),
    ];

    private (Func<Task> Call, string Field)[] CallsWith(string id) =>
    [
        (() => _grpc.GetModelAsync(new GetModelRequest { Id = id }).ResponseAsync, "id"),
        (() => _grpc.UpdateModelAsync(new UpdateModelRequest { Id = id, Name = "n" }).ResponseAsync, "id"),
        (() => _grpc.DeleteModelAsync(new DeleteModelRequest { Id = id }).ResponseAsync, "id"),
        (() => _grpc.UpdateModelStatusAsync(new UpdateModelStatusRequest { Id = id, Status = "ready" }).ResponseAsync, "id"),
        (() => _grpc.AddModelTagsAsync(new AddModelTagsRequest { ModelId = id, Tags = { "t" } }).ResponseAsync, "model_id"),
        (() => _grpc.RemoveModelTagsAsync(new RemoveModelTagsRequest { ModelId = id, Tags = { "t" } }).ResponseAsync, "model_id"),
        (() => _grpc.SetModelMetadataAsync(new SetModelMetadataRequest { ModelId = id }).ResponseAsync, "model_id"),
        (() => _grpc.GetModelMetadataAsync(new GetModelMetadataRequest { ModelId = id }).ResponseAsync, "model_id"),
    ];

    private static async Task<string[]> FieldsOfAsync(Func<Task> call)
    {
        var error = await Should.ThrowAsync<RpcException>(call);
        error.StatusCode.ShouldBe(Code.InvalidArgument, error.Status.Detail);
        var status = error.GetRpcStatus().ShouldNotBeNull();
        status.GetDetail<ErrorInfo>().ShouldNotBeNull().Domain.ShouldBe("maas");
        return [.. status.GetDetail<BadRequest>().ShouldNotBeNull().FieldViolations.Select(violation => violation.Field).Distinct()];
    }

    private static string[] Fields(RestReply reply)
    {
        reply.Status.ShouldBe(400, reply.Body?.ToJsonString());
        reply.Text("code").ShouldBe("INVALID_ARGUMENT");
        return [.. reply.Body!["errors"]!.AsObject().Select(error => error.Key)];
    }

    private static string ToJson(CreateModelRequest request) => new JsonObject
    {
        ["name"] = request.Name,
        ["version"] = request.Version,
        ["framework"] = request.Framework,
        ["description"] = request.Description,
        ["tags"] = new JsonArray([.. request.Tags.Select(tag => JsonValue.Create(tag))]),
        ["metadata"] = new JsonObject(request.Metadata.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))),
        ["owner_id"] = request.OwnerId,
        ["tenant_id"] = request.TenantId,
        ["size"] = request.Size,
        ["checksum"] = request.Checksum,
        ["storage_path"] = request.StoragePath,
        ["docker_image"] = request.DockerImage,
    }.ToJsonString();

    private Task<byte[]> SendAsync(byte[] message)
    {
        var bytes = Marshallers.Create<byte[]>(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "model.ModelService", "CreateModel", bytes, bytes);
        return _channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, message).ResponseAsync;
    }

    private async Task<string> SnapshotAsync()
    {
        var all = await _grpc.ListModelsAsync(new ListModelsRequest { Limit = 100 });
        return $"{all.Total} {Convert.ToHexString(global::System.Security.Cryptography.SHA256.HashData(all.ToByteArray()))}";
    }
}

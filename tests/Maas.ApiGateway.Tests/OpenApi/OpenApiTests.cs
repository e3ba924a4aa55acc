using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grpc.Core;
using Maas.ApiGateway.Tests.Running;

namespace Maas.ApiGateway.Tests.OpenApi;

public partial class OpenApiTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    private const string Watch = "/api/v1/watch";

    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    [Fact]
    public async Task Document_IsOpenApi31WithEveryRoute()
    {
        var document = await DocumentAsync();

        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        Operations(document).Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "delete /api/v1/models/{id}",
            "delete /api/v1/models/{id}/tags",
            "get /api/v1/models",
            "get /api/v1/models/{id}",
            "get /api/v1/models/{id}/metadata",
            "get /api/v1/watch",
            "get /health",
            "get /health/live",
            "get /health/ready",
            "patch /api/v1/models/{id}/status",
            "post /api/v1/models",
            "post /api/v1/models/{id}/tags",
            "put /api/v1/models/{id}",
            "put /api/v1/models/{id}/metadata",
        ]);
        document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).Order(StringComparer.Ordinal)
            .ShouldBe(["Change", "EventStream", "Health", "Metadata", "Model", "ModelList", "Problem", "Progress"]);
    }

    [Fact]
    public async Task Operations_AreDescribedAndNamedOnce()
    {
        var operations = Operations(await DocumentAsync()).ToList();

        operations.ShouldAllBe(operation => operation.Node["summary"] != null && operation.Node["description"] != null);
        operations.Select(operation => operation.Node["operationId"]!.GetValue<string>()).ShouldBeUnique();
    }

    [Fact]
    public async Task Answers_OfEveryDocumentedStatus_AreAsDocumented()
    {
        ExpectsErrorLogs = true;
        var document = await DocumentAsync();
        var schemas = new JsonSchemaCheck(document);
        foreach (var operation in Operations(document))
        {
            foreach (var (status, answer) in operation.Node["responses"]!.AsObject())
            {
                Registry.Reset();
                Registry.Revision = "42";
                RegistryHealth.IsServing = true;
                using var response = await ProvokeAsync(operation, int.Parse(status, System.Globalization.CultureInfo.InvariantCulture));
                await CheckAsync($"{operation.Method} {operation.Path} {status}", response, status, answer!, schemas);
            }
        }
    }

    [Fact]
    public async Task Examples_AreAsTheirSchemasSay()
    {
        var document = await DocumentAsync();
        var schemas = new JsonSchemaCheck(document);
        foreach (var operation in Operations(document))
        {
            var contents = operation.Node["responses"]!.AsObject().Select(answer => answer.Value!["content"]).Append(operation.Node["requestBody"]?["content"]);
            foreach (var media in contents.Where(content => content is not null).SelectMany(content => content!.AsObject()))
            {
                media.Value!["example"].ShouldNotBeNull();
                schemas.Faults(media.Value["schema"]!, media.Value["example"]).ShouldBeEmpty($"{operation.Method} {operation.Path}");
            }
        }
    }

    [Fact]
    public async Task RequestExamples_AreAccepted()
    {
        foreach (var operation in Operations(await DocumentAsync()).Where(operation => operation.Node["requestBody"] is not null))
        {
            using var response = await SendAsync(operation.Method.ToUpperInvariant(), operation.RealPath, operation.Example);

            response.IsSuccessStatusCode.ShouldBeTrue($"{operation.Method} {operation.Path}");
        }
    }

    [Fact]
    public async Task Parameters_OfTheListing_AreAllTakenAndNoOthers()
    {
        var listing = Operations(await DocumentAsync()).Single(operation => operation is { Method: "get", Path: Models });
        var names = listing.Node["parameters"]!.AsArray().Where(parameter => parameter!["in"]!.GetValue<string>() == "query")
            .Select(parameter => parameter!["name"]!.GetValue<string>());

        names.ShouldBe(
            ["page", "limit", "name", "framework", "status", "tags", "owner_id", "tenant_id", "is_public", "page_token", "order_by", "filter", "show_deleted"]);
    }

    [Fact]
    public async Task Page_NeedsNothingFromElsewhere()
    {
        using var page = await SendAsync("GET", "/docs/index.html");
        using var script = await SendAsync("GET", "/docs/index.js");

        var html = await page.Content.ReadAsStringAsync(Cancelled);
        html.ShouldNotContain("https://");
        html.ShouldNotContain("http://");
        (await script.Content.ReadAsStringAsync(Cancelled)).ShouldContain("/openapi/v1.json");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self'");
    }

    [Fact]
    public async Task Page_IsAtDocsItself_AndAllThatItLoadsIsThere()
    {
        using var response = await SendAsync("GET", "/docs");

        ((int)response.StatusCode).ShouldBe(200);
        response.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/docs", "no redirect");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var loaded = Loaded().Matches(await response.Content.ReadAsStringAsync(Cancelled)).Select(match => match.Groups[1].Value).ToList();
        loaded.ShouldContain("/docs/swagger-ui-bundle.js");
        foreach (var path in loaded)
        {
            using var part = await SendAsync("GET", path);
            ((int)part.StatusCode).ShouldBe(200, path);
        }
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Loaded();

    private async Task<JsonObject> DocumentAsync()
    {
        using var response = await SendAsync("GET", "/openapi/v1.json");
        return await ReadAsync(response);
    }

    private static IEnumerable<DocumentedOperation> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select new DocumentedOperation(operation.Key, path.Key, operation.Value!);

    /// <summary>Makes the operation answer with a status.</summary>
    private Task<HttpResponseMessage> ProvokeAsync(DocumentedOperation operation, int status)
    {
        if (operation.Path.StartsWith("/health", StringComparison.Ordinal))
        {
            RegistryHealth.IsServing = status != 503;
            return SendAsync("GET", operation.Path, null, status == 421 ? [("Host", "evil.example")] : []);
        }

        if (operation.Path == Watch && status == 200)
        {
            return WatchToTheEndAsync();
        }

        if (ErrorFor(operation, status) is { } code)
        {
            Registry.Throw(new RpcException(new Status(code, "Provoked.")));
        }

        var body = status == 413 ? $"\"{new string('x', 2_000_000)}\"" : operation.Example;
        return SendAsync(operation.Method.ToUpperInvariant(), operation.RealPath, body, HeadersFor(status));
    }

    private static StatusCode? ErrorFor(DocumentedOperation operation, int status) => status switch
    {
        404 => StatusCode.NotFound,
        409 when operation is { Method: "post", Path: Models } => StatusCode.AlreadyExists,
        409 or 412 => StatusCode.Aborted,
        500 => StatusCode.Internal,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        _ => null,
    };

    private static (string, string)[] HeadersFor(int status) => status switch
    {
        304 => [("If-None-Match", "*")],
        400 => [("Grpc-Timeout", "x")],
        403 => [("Origin", "http://evil.example")],
        412 => [("If-Match", "\"stale\"")],
        415 => [("Content-Type", "text/plain")],
        421 => [("Host", "evil.example")],
        _ => [],
    };

    private static async Task CheckAsync(string what, HttpResponseMessage response, string status, JsonNode documented, JsonSchemaCheck schemas)
    {
        ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(status, what);
        foreach (var (name, header) in documented["headers"]!.AsObject())
        {
            if (!response.Headers.TryGetValues(name, out var values))
            {
                header!["required"].ShouldBeNull($"{what} has no {name}");
                continue;
            }

            var value = name is "Retry-After" or "Maas-Revision" ? JsonNode.Parse(values!.Single()) : JsonValue.Create(values!.Single());
            schemas.Faults(header!["schema"]!, value).ShouldBeEmpty(what);
        }

        var body = await response.Content.ReadAsStringAsync(Cancelled);
        if (documented["content"] is not JsonObject content)
        {
            body.ShouldBeEmpty(what);
            return;
        }

        var media = content[response.Content.Headers.ContentType!.MediaType!];
        media.ShouldNotBeNull(what);
        if (response.Content.Headers.ContentType.MediaType == "text/event-stream")
        {
            CheckEvents(body, schemas);
            return;
        }

        schemas.Faults(media["schema"]!, JsonNode.Parse(body)).ShouldBeEmpty(what);
    }

    private static void CheckEvents(string body, JsonSchemaCheck schemas)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        var events = SseParser.Create(stream).Enumerate().ToList();

        events.Select(sent => sent.EventType).ShouldBe(["progress", "message", "error"]);
        foreach (var (sent, schema) in events.Zip(["Progress", "Change", "Problem"]))
        {
            schemas.Faults(JsonNode.Parse($$"""{"$ref": "#/components/schemas/{{schema}}"}""")!, JsonNode.Parse(sent.Data)).ShouldBeEmpty(schema);
        }
    }

    private async Task<HttpResponseMessage> WatchToTheEndAsync()
    {
        var answer = SendAsync("GET", Watch);
        await RegistryWatch.UntilAsync(watch => watch.Begun == 1, Cancelled);
        RegistryWatch.Append();
        RegistryWatch.Cut(new RpcException(new Status(StatusCode.Unavailable, "The registry stops.")));
        return await answer;
    }

    private sealed record DocumentedOperation(string Method, string Path, JsonNode Node)
    {
        public string RealPath => Path.Replace("{id}", Id, StringComparison.Ordinal);

        public string? Example => Node["requestBody"]?["content"]?["application/json"]?["example"]?.ToJsonString();
    }
}

using System.Text;
using Maas.ApiGateway.Tests.Running;
using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Security;

/// <summary>What pages of which origins may send and read: the same for REST and gRPC-Web.</summary>
public class CrossOriginTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    private const string Console = "https://console.example";
    private const string GetModel = "/model.ModelService/GetModel";

    public static TheoryData<string> ForeignOrigins =>
    [
        "http://evil.example", "null", "", "http://console.example", "https://console.example.evil.example", "https://console.example:8443",
        "https://console.example http://evil.example", "*",
    ];

    [Theory]
    [InlineData(Models)]
    [InlineData(GetModel)]
    [InlineData("/nowhere")]
    public async Task Preflight_OfAnAllowedOrigin_IsAnswered(string path)
    {
        using var response = await PreflightAsync(path, Console, "content-type,x-grpc-web,My-Key,my-bytes-bin");

        ((int)response.StatusCode).ShouldBe(204);
        Header(response, "Access-Control-Allow-Origin").ShouldBe(Console);
        Header(response, "Access-Control-Allow-Methods").Split(',').ShouldBe(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
        Header(response, "Access-Control-Allow-Headers").Split(',').ShouldBe(
        [
            "content-type", "x-grpc-web", "x-user-agent", "grpc-timeout", "authorization", "x-request-id", "traceparent", "tracestate",
            "idempotency-key", "if-match", "if-none-match", "last-event-id", "maas-revision", "maas-read", "my-key", "my-bytes-bin",
        ]);
        Header(response, "Access-Control-Max-Age").ShouldBe("600");
        Header(response, "Vary").ShouldBe("Origin");
        response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("\"quoted, name\"")]
    [InlineData("*")]
    [InlineData("a:b")]
    public async Task Preflight_ForNamesThatAreNoMetadata_LeavesThemOut(string names)
    {
        using var response = await PreflightAsync(GetModel, Console, names);

        ((int)response.StatusCode).ShouldBe(204);
        Header(response, "Access-Control-Allow-Headers").ShouldEndWith(",maas-read");
    }

    [Fact]
    public async Task Preflight_ForNamesThatAreNoAscii_LeavesThemOut()
    {
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(Gateway.Http.BaseAddress!, GetModel));
        request.Headers.Add("Origin", Console);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "é,my-key").ShouldBeTrue();

        using var response = await client.SendAsync(request, Cancelled);

        ((int)response.StatusCode).ShouldBe(204);
        Header(response, "Access-Control-Allow-Headers").ShouldEndWith(",maas-read,my-key");
    }

    [Theory]
    [MemberData(nameof(ForeignOrigins))]
    public async Task Preflight_OfAForeignOrigin_GetsNoPermission(string origin)
    {
        foreach (var path in (string[])[Models, GetModel])
        {
            using var response = await PreflightAsync(path, origin, "content-type");

            PermissionsOf(response).ShouldBeEmpty();
            ((int)response.StatusCode).ShouldNotBe(204);
        }
    }

    [Theory]
    [MemberData(nameof(ForeignOrigins))]
    public async Task Answer_ToAForeignOrigin_IsNotForItsPageToRead(string origin)
    {
        using var read = await SendAsync("GET", Models, null, ("Origin", origin));
        using var call = await CallAsync(GetModel, ("Origin", origin));

        ((int)read.StatusCode).ShouldBe(200);
        PermissionsOf(read).ShouldBeEmpty();
        Header(read, "Vary").ShouldBe("Origin");
        PermissionsOf(call).ShouldBeEmpty();
        await ReadProblemAsync(call, 403, "PERMISSION_DENIED");
        Registry.Seen.ShouldNotContain(seen => seen.Method == "GetModel");
    }

    [Fact]
    public async Task Answer_ToAnAllowedOrigin_IsForItsPageToRead()
    {
        using var list = await SendAsync("GET", Models, null, ("Origin", Console));
        using var problem = await SendAsync("POST", Models, "[]", ("Origin", Console));
        using var nowhere = await SendAsync("GET", "/nowhere", null, ("Origin", Console));
        using var call = await CallAsync(GetModel, ("Origin", Console));

        foreach (var response in (HttpResponseMessage[])[list, problem, nowhere, call])
        {
            Header(response, "Access-Control-Allow-Origin").ShouldBe(Console);
            Header(response, "Access-Control-Expose-Headers").Split(',').ShouldBe(
            [
                "grpc-status", "grpc-message", "grpc-status-details-bin", "grpc-retry-pushback-ms", "x-request-id", "etag", "location",
                "retry-after", "maas-revision",
            ]);
            Header(response, "Vary").ShouldBe("Origin");
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        }

        ((int)call.StatusCode).ShouldBe(200);
        await ReadProblemAsync(problem, 400, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task Answer_ToTheOwnOriginOrNone_NeedsNoPermission()
    {
        using var own = await CallAsync(GetModel, ("Origin", "http://localhost:8000"), ("Host", "localhost:8000"));
        using var none = await CallAsync(GetModel);

        foreach (var response in (HttpResponseMessage[])[own, none])
        {
            ((int)response.StatusCode).ShouldBe(200);
            PermissionsOf(response).ShouldBeEmpty();
            Header(response, "Vary").ShouldBe("Origin");
        }
    }

    [Fact]
    public async Task Call_ForAnotherHost_Is421()
    {
        using var response = await CallAsync(GetModel, ("Host", "evil.example"), ("Origin", "http://evil.example"));

        await ReadProblemAsync(response, 421, "PERMISSION_DENIED");
        PermissionsOf(response).ShouldBeEmpty();
    }

    [Fact]
    public async Task WithoutAllowedOrigins_NobodyIsTold()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString] });
        using var request = new HttpRequestMessage(HttpMethod.Get, Models);
        request.Headers.Add("Origin", Console);

        using var response = await gateway.Http.SendAsync(request, Cancelled);

        ((int)response.StatusCode).ShouldBe(200);
        PermissionsOf(response).ShouldBeEmpty();
        response.Headers.Vary.ShouldBeEmpty();
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.NonValidated[name].ToString();

    private static IEnumerable<string> PermissionsOf(HttpResponseMessage response) => response.Headers.NonValidated
        .Select(header => header.Key)
        .Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));

    private Task<HttpResponseMessage> PreflightAsync(string path, string origin, string headers) => SendAsync(
        "OPTIONS",
        path,
        null,
        ("Origin", origin),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", headers));

    private Task<HttpResponseMessage> CallAsync(string path, params (string Name, string Value)[] headers) =>
        SendBytesAsync("POST", path, new byte[5], [("Content-Type", "application/grpc-web+proto"), .. headers]);
}

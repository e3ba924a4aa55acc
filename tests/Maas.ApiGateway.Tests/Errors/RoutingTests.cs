using Maas.ApiGateway.Tests.Running;

namespace Maas.ApiGateway.Tests.Errors;

public class RoutingTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nowhere")]
    [InlineData("POST", "/nowhere")]
    [InlineData("GET", "/api/v1/modelss")]
    [InlineData("GET", "/api/v1/models/x/y")]
    [InlineData("GET", "/api/v2/models")]
    [InlineData("GET", "/openapi/v2.json")]
    public async Task UnknownRoute_Is404(string method, string path)
    {
        using var response = await SendAsync(method, path);

        await ReadProblemAsync(response, 404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/models", "GET, HEAD, POST")]
    [InlineData("DELETE", "/api/v1/models", "GET, HEAD, POST")]
    [InlineData("POST", "/api/v1/models/x", "DELETE, GET, HEAD, PUT")]
    [InlineData("GET", "/api/v1/models/x/status", "PATCH")]
    [InlineData("GET", "/api/v1/models/x/tags", "DELETE, POST")]
    [InlineData("DELETE", "/api/v1/models/x/metadata", "GET, HEAD, PUT")]
    [InlineData("POST", "/health", "GET, HEAD")]
    [InlineData("POST", "/openapi/v1.json", "GET, HEAD")]
    public async Task WrongMethod_Is405AndSaysWhichAreRight(string method, string path, string allowed)
    {
        using var response = await SendAsync(method, path, "{}");

        await ReadProblemAsync(response, 405, "UNIMPLEMENTED");
        response.Content.Headers.Allow.Order(StringComparer.Ordinal).ShouldBe(allowed.Split(", "));
    }

    [Theory]
    [InlineData("abc-123", "abc-123")]
    [InlineData("bad id!", null)]
    [InlineData("", null)]
    public async Task RequestId_IsTakenOrMadeAndPassedOn(string given, string? kept)
    {
        using var response = await SendAsync("GET", Models, null, ("X-Request-ID", given));

        var id = response.Headers.GetValues("X-Request-ID").Single();
        (kept ?? id).ShouldBe(id);
        Registry.Last.Header("x-request-id").ShouldBe(id);
    }
}

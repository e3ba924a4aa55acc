using Maas.ApiGateway.Security;
using Maas.ApiGateway.Tests.Running;

namespace Maas.ApiGateway.Tests.Security;

public class OriginRuleTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://localhost")]
    [InlineData("https://localhost:8000")]
    [InlineData("http://localhost:8001")]
    [InlineData("http://127.0.0.1:8000")]
    [InlineData("http://console.example")]
    [InlineData("https://console.example.evil.example")]
    [InlineData("https://console.example:8443")]
    [InlineData("https://console.example http://evil.example")]
    public async Task Change_FromAForeignOrigin_Is403(string origin)
    {
        foreach (var (method, path) in new[] { ("POST", Models), ("PUT", $"{Models}/{Id}"), ("DELETE", $"{Models}/{Id}"), ("PATCH", $"{Models}/{Id}/status"), ("POST", "/nowhere") })
        {
            using var response = await SendAsync(method, path, "{}", ("Origin", origin), ("Host", "localhost:8000"));

            await ReadProblemAsync(response, 403, "PERMISSION_DENIED");
        }

        Registry.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://localhost:8000", "localhost:8000")]
    [InlineData("http://LOCALHOST:8000", "localhost:8000")]
    [InlineData("http://localhost", "localhost")]
    [InlineData("http://localhost", "localhost:80")]
    [InlineData("http://[::1]:8000", "[::1]:8000")]
    [InlineData("https://console.example", "localhost:8000")]
    public async Task Change_FromTheOwnOrAnAllowedOrigin_IsMade(string origin, string host)
    {
        using var response = await SendAsync("POST", Models, "{}", ("Origin", origin), ("Host", host));

        ((int)response.StatusCode).ShouldBe(201);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Reading_FromAnyOrigin_IsServed(string method)
    {
        using var response = await SendAsync(method, Models, null, ("Origin", "http://evil.example"));

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task Change_WithTwoOrigins_Is403()
    {
        using var response = await SendAsync("POST", Models, "{}", ("Origin", "https://console.example"), ("Origin", "http://evil.example"));

        await ReadProblemAsync(response, 403, "PERMISSION_DENIED");
    }

    [Theory]
    [InlineData("https://a.example", true)]
    [InlineData("http://a.example:8080", true)]
    [InlineData("a.example", false)]
    [InlineData("ftp://a.example", false)]
    [InlineData("https://a.example/path", false)]
    [InlineData("https://user@a.example", false)]
    [InlineData("https://a.example?x", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    public void TryParse_Text_IsASchemeAndHostOnly(string text, bool isOrigin) => Origin.TryParse(text, out _).ShouldBe(isOrigin);
}

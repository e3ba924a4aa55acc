using Maas.ApiGateway.Tests.Running;

namespace Maas.ApiGateway.Tests.Security;

public class HostRuleTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:8000")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8000")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("registry.example")]
    [InlineData("Registry.Example:443")]
    public async Task OwnHost_IsServed(string host)
    {
        using var response = await SendAsync("GET", Models, null, ("Host", host));

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[fe80::1]")]
    [InlineData("sub.registry.example")]
    public async Task ForeignHost_Is421OnEveryPath(string host)
    {
        foreach (var path in new[] { Models, "/health/live", "/docs/index.html", "/openapi/v1.json", "/metrics", "/nowhere" })
        {
            using var response = await SendAsync("GET", path, null, ("Host", host));

            await ReadProblemAsync(response, 421, "PERMISSION_DENIED");
        }

        Registry.Seen.ShouldBeEmpty();
    }
}

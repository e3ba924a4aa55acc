using Maas.ApiGateway.Tests.Running;
using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Health;

public class HealthTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Health_RegistryServing_NamesEveryPart(string path)
    {
        RegistryHealth.IsServing = true;

        using var response = await SendAsync("GET", path);

        ((int)response.StatusCode).ShouldBe(200);
        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldBe(
            """{"status":"ok","components":{"gateway":"ok","registry":"ok","database":"ok"}}""");
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/health/ready", 503)]
    [InlineData("/health/live", 200)]
    public async Task Health_RegistryNotServing_MakesOnlyReadinessFail(string path, int status)
    {
        RegistryHealth.IsServing = false;

        using var response = await SendAsync("GET", path);

        ((int)response.StatusCode).ShouldBe(status);
        var health = await ReadAsync(response);
        health["components"]!["gateway"]!.GetValue<string>().ShouldBe("ok");
        if (path != "/health/live")
        {
            health["status"]!.GetValue<string>().ShouldBe("unavailable");
            health["components"]!["registry"]!.GetValue<string>().ShouldBe("unavailable");
        }
    }

    [Fact]
    public async Task Ready_GatewayStopping_Is503()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString] });
        gateway.BeginStop();

        using var response = await gateway.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);

        ((int)response.StatusCode).ShouldBe(503);
        (await ReadAsync(response))["components"]!["gateway"]!.GetValue<string>().ShouldBe("stopping");
    }
}

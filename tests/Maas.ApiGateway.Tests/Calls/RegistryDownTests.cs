using System.Net;
using Maas.ApiGateway.Tests.Running;
using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Calls;

public class RegistryDownTests
{
    private static readonly Uri Models = new("/api/v1/models", UriKind.Relative);
    private static readonly Uri Ready = new("/health/ready", UriKind.Relative);
    private static readonly Uri Live = new("/health/live", UriKind.Relative);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registry_GoneAndBack_IsUnavailableAndServedAgainWithoutARestart()
    {
        var registry = await FakeRegistryServer.StartAsync();
        var address = registry.Address;
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [address.OriginalString] });
        (await StatusAsync(gateway, Models)).ShouldBe(HttpStatusCode.OK);

        await registry.DisposeAsync();

        (await StatusAsync(gateway, Models)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await StatusAsync(gateway, Ready)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await StatusAsync(gateway, Live)).ShouldBe(HttpStatusCode.OK);

        await using var again = await FakeRegistryServer.StartAsync(address.Port);

        (await StatusAsync(gateway, Models)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, Ready)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Registry_DyingDuringACall_IsUnavailable()
    {
        var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString] });
        registry.Models.Hang();
        var answer = gateway.Http.GetAsync(Models, Cancelled);
        await registry.Models.NextAsync().WaitAsync(Cancelled);

        await registry.DisposeAsync();

        using var response = await answer;
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, Uri path)
    {
        using var response = await gateway.Http.GetAsync(path, Cancelled);
        return response.StatusCode;
    }
}

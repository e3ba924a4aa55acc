using System.Net;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>The two services as two processes, as the seed starts them.</summary>
public sealed class ApartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheRegistryGoesDownAndComesBack_TheGatewayAnswers503AndThenWorksAgain()
    {
        var registry = await StartRegistryAsync("0");
        var address = registry.AddressOf("gRPC");
        await using var gateway = await ServiceProcessUnderTest.StartAsync(
            "Maas.ApiGateway", "--registry", address.OriginalString, "--http-port", "0");
        using var http = new HttpClient { BaseAddress = gateway.AddressOf("REST") };
        var id = (await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("apart"))).Id;

        await registry.KillAsync();
        await registry.DisposeAsync();

        var down = await http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{id}");
        down.Status.ShouldBe(503);
        down.Text("code").ShouldBe("UNAVAILABLE");
        down.Headers.RetryAfter.ShouldNotBeNull();
        (await http.SendJsonAsync(HttpMethod.Get, "/health/ready")).Status.ShouldBe(503);
        (await http.SendJsonAsync(HttpMethod.Get, "/health/live")).Status.ShouldBe(200);

        await using var back = await StartRegistryAsync(address.Port.ToString(global::System.Globalization.CultureInfo.InvariantCulture));

        (await http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{id}")).Status.ShouldBe(200);
        (await http.SendJsonAsync(HttpMethod.Get, "/health/ready")).Status.ShouldBe(200);
        gateway.LoggedErrors.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheGatewayStartsWithoutARegistry_AliveAndNotReady()
    {
        await using var gateway = await ServiceProcessUnderTest.StartAsync(
            "Maas.ApiGateway", "--registry", $"http://127.0.0.1:{FreePort()}", "--http-port", "0");
        using var http = new HttpClient { BaseAddress = gateway.AddressOf("REST") };

        (await http.SendJsonAsync(HttpMethod.Get, "/health/live")).Status.ShouldBe(200);
        (await http.SendJsonAsync(HttpMethod.Get, "/health/ready")).Status.ShouldBe(503);
        (await http.SendJsonAsync(HttpMethod.Get, "/api/v1/models")).Status.ShouldBe(503);
    }

    private Task<ServiceProcessUnderTest> StartRegistryAsync(string port) => ServiceProcessUnderTest.StartAsync(
        "Maas.ModelRegistry", "--data", _folder.Path, "--grpc-port", port, "--admin-port", "0");

    private static int FreePort()
    {
        using var listener = new global::System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

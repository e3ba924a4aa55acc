using System.Net;

namespace Maas.SystemTests;

public class PortTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health")]
    public async Task TheGrpcPort_HasNoProbesAndNoMetrics(string path) =>
        (await SendAsync(new Uri(system.GrpcAddress, path), HttpVersion.Version20)).ShouldBe(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task TheAdminPort_HasNoGrpc() =>
        (await SendAsync(new Uri(system.AdminAddress, "/model.ModelService/GetModel"), HttpVersion.Version11)).ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task TheAdminPort_ForAnotherHost_RefusesIt() =>
        (await SendAsync(new Uri(system.AdminAddress, "/metrics"), HttpVersion.Version11, "evil.example")).ShouldBe(HttpStatusCode.MisdirectedRequest);

    [Fact]
    public async Task Probes_AreRead_NotWritten() =>
        (await system.Http.SendJsonAsync(HttpMethod.Post, new Uri(system.AdminAddress, "/health").AbsoluteUri, "{}")).Status.ShouldBe(405);

    private async Task<HttpStatusCode> SendAsync(Uri address, Version version, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = host;
        using var reply = await system.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return reply.StatusCode;
    }
}

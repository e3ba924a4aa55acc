using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Maas.ApiGateway.Tests.Running;
using Maas.Testing.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.ApiGateway.Tests.Calls;

/// <summary>What stands where the registry should be, and is none. Each time the gateway serves once the registry is there.</summary>
public sealed class OddRegistryTests
{
    private const string Page = "<html><body>We will be back soon.</body></html>";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http2, 200, HttpStatusCode.InternalServerError, "INTERNAL")]
    [InlineData(HttpProtocols.Http2, 404, HttpStatusCode.InternalServerError, "INTERNAL")]
    [InlineData(HttpProtocols.Http2, 502, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE")]
    [InlineData(HttpProtocols.Http2, 503, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE")]
    [InlineData(HttpProtocols.Http1, 503, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE")]
    public async Task AProxyThatSendsHtml_IsAnErrorWithoutItsPage(HttpProtocols protocols, int pageStatus, HttpStatusCode status, string code)
    {
        var proxy = await ProxyAsync(protocols, pageStatus);
        var port = new Uri(proxy.Urls.Single()).Port;
        await using var gateway = await GatewayAsync(port);

        await ShouldBeAsync(gateway, status, code);

        await proxy.DisposeAsync();
        await ShouldServeAsync(gateway, port);
    }

    [Fact]
    public async Task AServerThatNeverAnswers_IsTooLateEachTime()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var gateway = await GatewayAsync(port);

        for (var call = 0; call < 3; call++)
        {
            await ShouldBeAsync(gateway, HttpStatusCode.GatewayTimeout, "DEADLINE_EXCEEDED", timeout: "300m");
        }

        // With its own end what was accepted is closed, as a process's end does it.
        while (silent.Pending())
        {
            silent.AcceptSocket().Dispose();
        }

        silent.Stop();
        await ShouldServeAsync(gateway, port);
    }

    [Fact]
    public async Task AServerThatClosesEveryConnection_IsUnavailable()
    {
        using var closing = new TcpListener(IPAddress.Loopback, 0);
        closing.Start();
        var port = ((IPEndPoint)closing.LocalEndpoint).Port;
        using var stop = new CancellationTokenSource();
        var accepting = CloseAllAsync(closing, stop.Token);
        await using var gateway = await GatewayAsync(port);

        await ShouldBeAsync(gateway, HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");

        await stop.CancelAsync();
        await accepting;
        closing.Stop();
        await ShouldServeAsync(gateway, port);
    }

    [Fact]
    public async Task AServerThatAnswersAfterTheDeadline_IsTooLateAndItsAnswerIsNobodysNext()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await GatewayAsync(registry.Address.Port);
        registry.Models.Hang();
        await ShouldBeAsync(gateway, HttpStatusCode.GatewayTimeout, "DEADLINE_EXCEEDED", timeout: "300m");
        registry.Models.Reset();

        for (var call = 0; call < 20; call++)
        {
            using var response = await gateway.Http.GetAsync(new Uri($"/api/v1/models/model-{call}", UriKind.Relative), Cancelled);
            (await JsonAsync(response))["id"]!.GetValue<string>().ShouldBe($"model-{call}");
        }

        registry.Models.Seen.Select(call => call.Peer).Distinct().Count().ShouldBe(1);
    }

    private static async Task CloseAllAsync(TcpListener listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                (await listener.AcceptSocketAsync(stop)).Dispose();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<WebApplication> ProxyAsync(HttpProtocols protocols, int status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(Page);
        });
        await app.StartAsync();
        return app;
    }

    private static Task<RunningGateway> GatewayAsync(int port) =>
        RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [$"http://127.0.0.1:{port}"] });

    private static async Task ShouldBeAsync(RunningGateway gateway, HttpStatusCode status, string code, string timeout = "5S")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/models/a");
        request.Headers.Add("Grpc-Timeout", timeout);
        using var response = await gateway.Http.SendAsync(request, Cancelled);

        response.StatusCode.ShouldBe(status, string.Join("\n", gateway.Logs.All.Select(log => $"{log.Message} {log.Exception}")));
        var problem = await JsonAsync(response);
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem.ToJsonString().ShouldNotContain("back soon");
    }

    private static async Task ShouldServeAsync(RunningGateway gateway, int port)
    {
        await using var registry = await FakeRegistryServer.StartAsync(port);
        using var response = await gateway.Http.GetAsync(new Uri("/api/v1/models/a", UriKind.Relative), Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
}

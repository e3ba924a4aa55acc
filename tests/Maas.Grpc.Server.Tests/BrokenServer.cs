using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests;

/// <summary>An HTTP/2 server that answers every call with what a test writes, and a client of it.</summary>
internal sealed class BrokenServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BrokenServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
        Channel = GrpcChannel.ForAddress(Address);
        Client = new Echo.EchoClient(Channel);
    }

    public Uri Address { get; }

    public GrpcChannel Channel { get; }

    public Echo.EchoClient Client { get; }

    public static async Task<BrokenServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback,
            0,
            listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BrokenServer(app);
    }

    /// <summary>A server whose reply has the given body and trailers.</summary>
    public static Task<BrokenServer> StartAsync(byte[] body, params (string Name, string Value)[] trailers) => StartAsync(async http =>
    {
        http.Response.ContentType = "application/grpc";
        await http.Response.StartAsync();
        await http.Response.Body.WriteAsync(body);
        foreach (var (name, value) in trailers)
        {
            http.Response.AppendTrailer(name, value);
        }
    });

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

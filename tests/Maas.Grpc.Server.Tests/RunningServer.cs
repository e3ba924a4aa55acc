using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests;

/// <summary>A real Kestrel with the echo service, and a channel to it. Errors that a test did not announce fail it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LogCapture _log;

    private RunningServer(WebApplication app, LogCapture log, EchoService service)
    {
        _app = app;
        _log = log;
        Service = service;
        Address = new Uri(app.Urls.First());
        Channel = GrpcChannel.ForAddress(Address);
        Client = new Echo.EchoClient(Channel);
    }

    public EchoService Service { get; }

    public Uri Address { get; }

    public GrpcChannel Channel { get; }

    public Echo.EchoClient Client { get; }

    public IReadOnlyCollection<LogEntry> Log => _log.Entries;

    public bool ExpectsErrors { get; set; }

    public static async Task<RunningServer> StartAsync(
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        HttpProtocols protocols = HttpProtocols.Http2,
        int port = 0,
        Action<ListenOptions>? listen = null,
        System.Net.IPAddress? ip = null)
    {
        var log = new LogCapture();
        var service = new EchoService();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            ip ?? System.Net.IPAddress.Loopback,
            port,
            endpoint =>
            {
                endpoint.Protocols = protocols;
                listen?.Invoke(endpoint);
            }));
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(service);
        builder.Services.AddGrpc(options ?? (_ => { }));
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        app.MapGet("/plain", () => "plain");
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(app, log, service);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await StopAsync();
        if (!ExpectsErrors)
        {
            Log.Where(entry => entry.Level >= LogLevel.Error).ShouldBeEmpty();
        }
    }

    /// <summary>Ends the server as a crash would: without waiting for anything.</summary>
    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

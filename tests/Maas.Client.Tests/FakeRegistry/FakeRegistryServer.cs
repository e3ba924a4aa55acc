using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Testing.Fakes;

/// <summary>The fake registry on a real port, over the real gRPC server.</summary>
public sealed class FakeRegistryServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeRegistryServer(WebApplication app, FakeModelService models, FakeWatchService watch, FakeHealthService health)
    {
        _app = app;
        Models = models;
        Watch = watch;
        Health = health;
        Address = new Uri(app.Urls.Single());
    }

    public FakeModelService Models { get; }

    public FakeWatchService Watch { get; }

    public FakeHealthService Health { get; }

    public Uri Address { get; }

    /// <summary>Starts on a free port, or on the port that another one had.</summary>
    /// <param name="port">The port, or 0.</param>
    /// <param name="clock">What deadlines go by; the system's if null.</param>
    public static async Task<FakeRegistryServer> StartAsync(int port = 0, TimeProvider? clock = null)
    {
        var models = new FakeModelService();
        var watch = new FakeWatchService(models);
        var health = new FakeHealthService();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(models);
        builder.Services.AddSingleton(watch);
        builder.Services.AddSingleton(health);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<FakeModelService>();
        app.MapGrpcService<FakeWatchService>();
        app.MapGrpcService<FakeHealthService>();
        await app.StartAsync();
        return new FakeRegistryServer(app, models, watch, health);
    }

    /// <summary>Stops without waiting for calls in flight, as a registry that dies does.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

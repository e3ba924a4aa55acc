using Grpc.Net.Client;
using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.GrpcWeb;
using Maas.ApiGateway.Health;
using Maas.ApiGateway.Json;
using Maas.ApiGateway.Models;
using Maas.ApiGateway.OpenApi;
using Maas.ApiGateway.Security;
using Maas.ApiGateway.Watch;
using Maas.Client;
using Maas.Hosting;
using Maas.Hosting.Metrics;
using Maas.Hosting.Requests;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.ApiGateway;

/// <summary>The REST face of a model registry.</summary>
public static class ApiGatewayApp
{
    // A body over the limit is refused without being read, but is let come: a caller whose connection is reset while it still
    // sends gets no answer to see.
    private const int DrainedBytes = 64 * 1024 * 1024;

    /// <summary>Composes the gateway; starting it is the caller's.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="configure">What a host or a test changes before the services are made.</param>
    /// <returns>The gateway; once started, <see cref="WebApplication.Urls"/> has its real address.</returns>
    public static WebApplication Build(ApiGatewaySettings settings, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var builder = ServiceHost.CreateBuilder("api-gateway", settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes + DrainedBytes;
            kestrel.Listen(settings, settings.HttpPort, HttpProtocols.Http1);
            Http2Port.Listen(kestrel, settings);
        });
        AddServices(builder.Services, settings);
        configure?.Invoke(builder);

        var app = builder.Build();
        UseMiddleware(app, settings);
        app.MapModels();
        app.MapWatch();
        app.MapHealth();
        app.MapMetrics();
        app.MapGatewayOpenApi();
        return app;
    }

    /// <summary>Starts the gateway as a service of this process, and prints where it is.</summary>
    /// <param name="process">Stops it in the end.</param>
    /// <param name="settings">Checked settings.</param>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static async Task StartAsync(ServiceProcess process, ApiGatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(process);
        var gateway = Build(settings);
        await process.StartAsync(gateway);
        process.Announce("REST", gateway.GetClientAddress().OriginalString);
        if (settings.Http2Port is not null)
        {
            process.Announce("REST by HTTP/2", gateway.GetClientAddress(1).OriginalString);
        }

        process.Announce("docs", $"{gateway.GetClientAddress().OriginalString}/docs");
    }

    private static void AddServices(IServiceCollection services, ApiGatewaySettings settings)
    {
        // A failed call is logged with its request; what the channel has to say beside that is of its addresses.
        services.AddLogging(logging => logging.AddFilter(typeof(GrpcChannel).FullName, LogLevel.None));
        services.AddSingleton(settings);
        services.AddSingleton<JsonBodyReader>();
        services.AddSingleton<RegistryCalls>();
        services.AddSingleton<WatchStream>();
        services.AddSingleton<Problems>();
        services.AddSingleton<SystemHealth>();
        services.AddSingleton<HostRule>();
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<OriginRule>();
        services.AddCrossOrigin();
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.ConfigureHttpJsonOptions(json =>
            GatewayJson.Configure(json.SerializerOptions).TypeInfoResolverChain.Insert(0, GatewayJson.Default));
        services.AddGatewayOpenApi();
        services.AddRegistryClient(client =>
        {
            client.Addresses = settings.Registry;
            client.MaxMessageBytes = settings.MaxMessageBytes;
            client.CallTimeout = settings.CallTimeout;
            client.ConnectTimeout = settings.ConnectTimeout;
            client.KeepAlivePingDelay = settings.KeepAlivePingDelay;
            client.KeepAlivePingTimeout = settings.KeepAlivePingTimeout;
        });
    }

    private static void UseMiddleware(WebApplication app, ApiGatewaySettings settings)
    {
        app.UseHttp2Port(settings);
        app.UseRequestId();
        app.UseRequestLog();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(StatusPages.WriteAsync);
        app.UseMiddleware<HostRule>();
        app.UseCrossOrigin(settings);
        app.UseMiddleware<OriginRule>();
        app.UseDocsPolicy();
        app.UseRegistryByGrpcWeb(settings);
        app.UseRouting();
    }
}

using Maas.Hosting;
using Maas.Hosting.Metrics;
using Maas.Hosting.Requests;
using Maas.ModelRegistry.Calls;
using Maas.ModelRegistry.Errors;
using Maas.ModelRegistry.Health;
using Maas.ModelRegistry.Watching;
using Maas.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.ModelRegistry;

/// <summary>The model registry: gRPC on one port, probes and metrics on another.</summary>
public sealed class ModelRegistryApp
{
    // Known once Kestrel has made its options, which it does when it starts.
    private readonly Func<ListenOptions?> _grpc;
    private readonly Func<ListenOptions?> _admin;

    private ModelRegistryApp(WebApplication application, Func<ListenOptions?> grpc, Func<ListenOptions?> admin)
    {
        Application = application;
        _grpc = grpc;
        _admin = admin;
    }

    /// <summary>The application; whoever starts it stops and disposes it, and with it the database.</summary>
    public WebApplication Application { get; }

    /// <summary>Where clients on this machine reach gRPC, once the application has started.</summary>
    public Uri GrpcAddress => AddressOf(_grpc());

    /// <summary>Where clients on this machine reach probes and metrics, once the application has started.</summary>
    public Uri AdminAddress => AddressOf(_admin());

    /// <summary>Opens the database and composes the registry.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="configure">What a host or a bench changes before the services are made.</param>
    /// <exception cref="StartupException">The data folder or its database cannot be used.</exception>
    public static async Task<ModelRegistryApp> BuildAsync(ModelRegistrySettings settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHost.CreateBuilder("maas-registry", settings);
        ListenOptions? grpc = null;
        ListenOptions? admin = null;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            grpc = kestrel.Listen(settings, settings.GrpcPort, HttpProtocols.Http2);
            admin = kestrel.Listen(settings, settings.AdminPort, HttpProtocols.Http1);
            Limit(kestrel.Limits, settings);
        });
        AddModels(builder.Services, settings);
        builder.Services.AddChangeFeed(settings.ToLimits());
        AddCalls(builder.Services, settings);
        configure?.Invoke(builder);

        var app = builder.Build();
        await OpenStoreAsync(app);
        app.MapGrpcService<ModelGrpcService>();
        app.MapGrpcService<AdminGrpcService>();
        app.MapGrpcService<WatchGrpcService>();
        app.MapGrpcHealthChecksService();
        if (settings.Reflection)
        {
            app.MapGrpcReflectionService();
        }

        app.UseRequestId().UseRequestLog();
        app.Use(AdminPortRules.HttpVersion);
        app.Use(AdminPortRules.Host(settings));
        app.UseRouting();
        app.MapMetrics();
        app.MapProbes();
        return new ModelRegistryApp(app, () => grpc, () => admin);
    }

    /// <summary>Starts the registry as a service of this process, and prints where it is.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static async Task<ModelRegistryApp> StartAsync(ServiceProcess process, ModelRegistrySettings settings)
    {
        var registry = await BuildAsync(settings);
        await process.StartAsync(registry.Application);
        process.Announce("gRPC", registry.GrpcAddress.OriginalString);
        process.Announce("probes, metrics", registry.AdminAddress.OriginalString);
        process.Announce("data", RegistryDatabase.NameOf(settings));
        return registry;
    }

    private static Uri AddressOf(ListenOptions? endpoint) =>
        endpoint?.GetClientAddress() ?? throw new InvalidOperationException("The registry has not started.");

    // Before the server starts, so that a database that cannot be used is told as a reason not to start.
    private static async Task OpenStoreAsync(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IModelStore>();
        }
        catch (StoreUnavailableException error)
        {
            await app.DisposeAsync();
            throw new StartupException(error.Message, error);
        }
    }

    private static void Limit(KestrelServerLimits limits, ModelRegistrySettings settings)
    {
        limits.MaxRequestHeadersTotalSize = settings.MaxHeaderBytes;

        // Headers up to twice that are refused with their call. A field over its own limit would end the connection with all calls
        // on it, so that one is not to be met first.
        limits.Http2.MaxRequestHeaderFieldSize = 2 * settings.MaxHeaderBytes;
        limits.Http2.MaxStreamsPerConnection = settings.MaxStreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = settings.KeepAlivePingDelay;
        limits.Http2.KeepAlivePingTimeout = settings.KeepAlivePingTimeout;
    }

    private static void AddModels(IServiceCollection services, ModelRegistrySettings settings)
    {
        services.AddSingleton(provider => RegistryDatabase.OpenAsync(settings, provider).GetAwaiter().GetResult());
        services.AddSingleton(provider => new ModelCatalog(
            provider.GetRequiredService<IModelStore>(),
            settings.ToLimits(),
            provider.GetRequiredService<TimeProvider>(),
            model => model.ToMessage().CalculateSize()));
        services.AddSingleton<ChangeLogUpkeep>();
        services.AddSingleton(provider => new RevisionBarrier(
            provider.GetRequiredService<IModelStore>(), settings.MaxRevisionWait, provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddCalls(IServiceCollection services, ModelRegistrySettings settings)
    {
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = settings.MaxMessageBytes;
            options.MaxSendMessageSize = settings.MaxMessageBytes;
            options.DefaultDeadline = settings.DefaultDeadline;
            options.MaximumDeadline = settings.MaxDeadline;
            options.ErrorDomain = RegistryStatus.Domain;
            options.Interceptors.Add<CallLogInterceptor>();
            options.Interceptors.Add<RegistryStatusInterceptor>();
            options.Interceptors.Add<ConsistencyInterceptor>();
        });
        services.AddSingleton<ModelGrpcService>();
        services.AddSingleton<AdminGrpcService>();
        services.AddSingleton<WatchGrpcService>();
        services.AddRegistryHealth();
        services.AddGrpcReflection();
    }
}

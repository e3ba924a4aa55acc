using Grpc.AspNetCore.Server;
using Maas.Grpc.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gRPC server.</summary>
public static class GrpcServicesExtensions
{
    /// <summary>
    /// Adds the gRPC server with its default options. It answers ahead of the application's own middleware, so routing,
    /// authentication and the like do not run for gRPC calls: what all calls have in common goes into interceptors. While
    /// somebody listens, each call is a span of the activity source <c>Maas.Grpc.Server</c>, and is measured by the meter of that
    /// name as <c>rpc.server.call.duration</c>, by OpenTelemetry's conventions. Kestrel's minimum rate of responses is lifted, since
    /// a stream may wait for its reader; set <c>Http2Limits.KeepAlivePingDelay</c> to be rid of clients that are gone.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <returns>A builder for extensions.</returns>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<GrpcServiceOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GrpcServiceOptions>, GrpcServiceOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MethodTable>();

        // A client that does not read one of its streams counts as slow, and Kestrel would end its connection with all other
        // calls on it. Streams may wait for as long as they like; whether the client is there, keepalive pings find out.
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = null);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, GrpcStartupFilter>());
        return new GrpcServerBuilder(services);
    }

    /// <summary>Adds the gRPC server.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configureOptions">Sets limits, deadlines and interceptors. A wrong value stops the host when it starts.</param>
    /// <returns>A builder for extensions.</returns>
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);

        var builder = services.AddGrpc();
        services.Configure(configureOptions);
        return builder;
    }
}

using Grpc.AspNetCore.Server;
using Maas.Grpc.Server;
using Microsoft.AspNetCore.Hosting;
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
    /// name as <c>rpc.server.call.duration</c>, by OpenTelemetry's conventions.
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

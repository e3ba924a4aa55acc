using Grpc.AspNetCore.HealthChecks;
using Maas.Grpc.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gRPC health service.</summary>
public static class GrpcHealthChecksServiceExtensions
{
    /// <summary>
    /// Adds the gRPC health service (grpc.health.v1). A check is never older than the question, since it runs the host's health
    /// checks when it is called, and a watch is as late as the options say: give it a check that really asks the database.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <returns>A builder for the checks themselves.</returns>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptions<GrpcHealthChecksOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GrpcHealthChecksOptions>, GrpcHealthChecksOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceHealth>();
        services.TryAddSingleton<HealthWatch>();
        return services.AddHealthChecks();
    }

    /// <summary>Adds the gRPC health service (grpc.health.v1), with services that can be asked about one by one.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Maps services to checks, and says how they are watched. A wrong value stops the host when it starts.</param>
    /// <returns>A builder for the checks themselves.</returns>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
    {
        services.Configure(configure);
        return services.AddGrpcHealthChecks();
    }
}

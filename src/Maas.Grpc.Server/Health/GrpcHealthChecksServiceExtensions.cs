using Grpc.AspNetCore.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gRPC health service.</summary>
public static class GrpcHealthChecksServiceExtensions
{
    /// <summary>
    /// Adds the gRPC health service (grpc.health.v1). It runs the host's health checks at the time of each call, so what it
    /// answers is never older than the question: give it a check that really asks the database.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <returns>A builder for the checks themselves.</returns>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services) => services.AddHealthChecks();

    /// <summary>Adds the gRPC health service (grpc.health.v1), with services that can be asked about one by one.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Maps services to checks.</param>
    /// <returns>A builder for the checks themselves.</returns>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
    {
        services.Configure(configure);
        return services.AddGrpcHealthChecks();
    }
}

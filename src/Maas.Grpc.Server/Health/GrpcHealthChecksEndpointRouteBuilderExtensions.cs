using Maas.Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gRPC health service.</summary>
public static class GrpcHealthChecksEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves <c>grpc.health.v1.Health/Check</c>: SERVING, NOT_SERVING when a check is unhealthy, and the status NOT_FOUND for
    /// a service that was not mapped. <c>Watch</c> is answered with UNIMPLEMENTED.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="InvalidOperationException">AddGrpc or AddGrpcHealthChecks was not called.</exception>
    public static void MapGrpcHealthChecksService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ServiceProvider.GetService<HealthCheckService>() is null)
        {
            throw new InvalidOperationException("Health checks are not registered: call services.AddGrpcHealthChecks() first.");
        }

        builder.MapGrpcService<HealthService>();
    }
}

using Maas.Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gRPC health service.</summary>
public static class GrpcHealthChecksEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves <c>grpc.health.v1.Health</c>. <c>Check</c> answers SERVING, NOT_SERVING when a check is unhealthy, and the status
    /// NOT_FOUND for a service that was not mapped. <c>Watch</c> sends the same at once and whenever it changes, SERVICE_UNKNOWN
    /// for a service that was not mapped; when the host begins to stop it sends NOT_SERVING and ends with UNAVAILABLE.
    /// <c>List</c> answers for all mapped services, at most 100.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="InvalidOperationException">AddGrpc or AddGrpcHealthChecks was not called.</exception>
    public static void MapGrpcHealthChecksService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ServiceProvider.GetService<ServiceHealth>() is null)
        {
            throw new InvalidOperationException("Health checks are not registered: call services.AddGrpcHealthChecks() first.");
        }

        builder.MapGrpcService<HealthService>();
    }
}

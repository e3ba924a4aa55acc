using Maas.Contract;
using Maas.Contract.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Health;

/// <summary>The registry's health, over gRPC and as HTTP probes.</summary>
internal static class HealthServices
{
    public static IServiceCollection AddRegistryHealth(this IServiceCollection services)
    {
        services.AddGrpcHealthChecks(health =>
            {
                health.Services.Map(ModelService.Descriptor.FullName, _ => true);
                health.Services.Map(WatchService.Descriptor.FullName, _ => true);
            })
            .AddCheck<RunningHealthCheck>(RunningHealthCheck.Name)
            .AddCheck<DatabaseHealthCheck>(DatabaseHealthCheck.Name);

        // The framework logs every unhealthy answer as an error of ours; the check itself says what matters.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        return services;
    }

    public static void MapProbes(this IEndpointRouteBuilder endpoints)
    {
        var get = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).WithMetadata(get);
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).WithMetadata(get);
        endpoints.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync, ResultStatusCodes = AlwaysOk }).WithMetadata(get);
    }

    private static Dictionary<HealthStatus, int> AlwaysOk { get; } =
        Enum.GetValues<HealthStatus>().ToDictionary(status => status, _ => StatusCodes.Status200OK);

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(
        new HealthView(
            NameOf(report.Status),
            report.Entries.ToDictionary(entry => entry.Key, entry => NameOf(entry.Value.Status))),
        HealthJson.Default.HealthView);

    private static string NameOf(HealthStatus status) => status == HealthStatus.Healthy ? "ok" : "unavailable";
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Metrics;

/// <summary>The route for metrics.</summary>
public static class MetricsEndpointRouteBuilderExtensions
{
    /// <summary>Serves <c>GET /metrics</c>: HTTP, connection and runtime metrics and those of meters named Maas.*, as Prometheus text.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        // Made now, since it counts only from its making on.
        var metrics = endpoints.ServiceProvider.GetRequiredService<PrometheusEndpoint>();
        return endpoints.MapMethods(
            "/metrics",
            [HttpMethods.Get, HttpMethods.Head],
            () => TypedResults.Text(metrics.Scrape(), "text/plain; version=0.0.4; charset=utf-8"));
    }
}

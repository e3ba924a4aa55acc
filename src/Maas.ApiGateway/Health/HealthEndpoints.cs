using Maas.ApiGateway.Models;
using Maas.ApiGateway.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.ApiGateway.Health;

internal static class HealthEndpoints
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health");
        health.MapGet("", AllAsync).AnswersHead().WithName("GetHealth").Documented(HealthOperations.All);
        health.MapGet("/live", Live).AnswersHead().WithName("GetLiveness").Documented(HealthOperations.Live);
        health.MapGet("/ready", ReadyAsync).AnswersHead().WithName("GetReadiness").Documented(HealthOperations.Ready);
        return endpoints;
    }

    private static async Task<Ok<HealthView>> AllAsync(HttpContext http, SystemHealth system) =>
        TypedResults.Ok(await system.OfAllAsync(http));

    private static Ok<HealthView> Live() => TypedResults.Ok(SystemHealth.OfProcess());

    private static async Task<JsonHttpResult<HealthView>> ReadyAsync(HttpContext http, SystemHealth system)
    {
        var health = await system.OfAllAsync(http);
        return TypedResults.Json(
            health,
            GatewayJson.Snake.HealthView,
            statusCode: health.Status == HealthStatus.Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

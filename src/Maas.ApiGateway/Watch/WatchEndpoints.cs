using Maas.ApiGateway.Models;
using Maas.ApiGateway.OpenApi;

namespace Maas.ApiGateway.Watch;

/// <summary>Changes as they are made, as an event stream.</summary>
internal static class WatchEndpoints
{
    public const string Path = "/api/v1/watch";

    public static IEndpointRouteBuilder MapWatch(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, static (HttpContext http, WatchStream stream) => stream.RunAsync(http))
            .AnswersHead().WithName("Watch").WithTags("Watch").Documented(WatchOperations.Watch);
        return endpoints;
    }
}

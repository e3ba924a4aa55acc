using Microsoft.AspNetCore.Http;

namespace Maas.ModelRegistry.Health;

/// <summary>What a request must be to reach probes and metrics.</summary>
internal static class AdminPortRules
{
    /// <summary>
    /// Keeps the two ports apart: the one for gRPC is the only one that speaks HTTP/2, and what comes there without being gRPC
    /// is refused.
    /// </summary>
    public static Task HttpVersion(HttpContext http, RequestDelegate next) => HttpProtocol.IsHttp2(http.Request.Protocol)
        ? RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType)
        : next(http);

    /// <summary>Refuses requests for other hosts, as the gateway does.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Host(ModelRegistrySettings settings) => (http, next) =>
        settings.Answers(http.Request.Host, http.Connection.LocalIpAddress) ? next(http) : RefuseAsync(http, StatusCodes.Status421MisdirectedRequest);

    private static Task RefuseAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

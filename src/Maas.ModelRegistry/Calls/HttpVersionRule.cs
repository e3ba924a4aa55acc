using Microsoft.AspNetCore.Http;

namespace Maas.ModelRegistry.Calls;

/// <summary>
/// Keeps the two ports apart: the one for gRPC is the only one that speaks HTTP/2, and what comes there without being gRPC
/// is refused, so that probes and metrics are on the admin port alone.
/// </summary>
internal static class HttpVersionRule
{
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }
}

using Microsoft.AspNetCore.Builder;

namespace Maas.Hosting.Requests;

/// <summary>What every service does with a request before its own part.</summary>
public static class RequestApplicationBuilderExtensions
{
    /// <summary>
    /// Gives every request an id: the caller's <c>X-Request-ID</c> (1 to 128 of A–Z a–z 0–9 . _ -), or a new one. It is
    /// returned, and is the request's <see cref="Microsoft.AspNetCore.Http.HttpContext.TraceIdentifier"/>.
    /// </summary>
    public static IApplicationBuilder UseRequestId(this IApplicationBuilder app) => app.UseMiddleware<RequestIdMiddleware>();

    /// <summary>Logs one line a request; successful probes at Debug, all else at Information.</summary>
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app) => app.UseMiddleware<RequestLogMiddleware>();
}

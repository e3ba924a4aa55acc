using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Requests;

/// <summary>Writes one line a request, when it is over.</summary>
internal sealed class RequestLogMiddleware(ILogger<RequestLogMiddleware> logger, TimeProvider clock) : IMiddleware
{
    private const int MaxPathLength = 200;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var start = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            // What the server answers for an exception that nothing handles.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            Log(context, clock.GetElapsedTime(start));
        }
    }

    private void Log(HttpContext context, TimeSpan elapsed)
    {
        var status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted
            ? StatusCodes.Status499ClientClosedRequest
            : context.Response.StatusCode;
        var level = LevelOf(context, status);
        if (logger.IsEnabled(level))
        {
            // Percent-encoded, as it came: decoded, it could hold what a terminal obeys.
            var path = context.Request.Path.ToUriComponent();
            path = path.Length > MaxPathLength ? path[..MaxPathLength] : path;
            var (method, milliseconds, id) = (context.Request.Method, elapsed.TotalMilliseconds, context.TraceIdentifier);
            if (RequestLog.GrpcStatusOf(context) is { } grpcStatus)
            {
                logger.CallFinished(level, method, path, status, grpcStatus, milliseconds, id);
            }
            else
            {
                logger.RequestFinished(level, method, path, status, milliseconds, id);
            }
        }
    }

    // Probes come every few seconds and would bury what people look for; one that fails is worth its line.
    private static LogLevel LevelOf(HttpContext context, int status) =>
        status < StatusCodes.Status400BadRequest
        && (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || context.Request.Path == "/metrics")
            ? LogLevel.Debug
            : LogLevel.Information;
}

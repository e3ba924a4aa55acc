using Microsoft.AspNetCore.Diagnostics;

namespace Maas.ApiGateway.Errors;

/// <summary>Turns whatever ends a request early into its answer.</summary>
internal sealed class GatewayExceptionHandler(Problems problems, ILogger<GatewayExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads this answer; the status is for the log.
            logger.CallerGaveUp(httpContext.TraceIdentifier);
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        else
        {
            await ProblemAnswer.WriteAsync(httpContext, problems.Of(httpContext, exception));
        }

        return true;
    }
}

using Grpc.Core;
using Maas.ApiGateway.Errors;
using Maas.Hosting;

namespace Maas.ApiGateway.Security;

/// <summary>Refuses requests that were addressed to another host than this service.</summary>
internal sealed class HostRule(ServiceSettings settings, ILogger<HostRule> logger) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host;
        if (settings.Answers(host, context.Connection.LocalIpAddress))
        {
            return next(context);
        }

        logger.HostRefused(context.TraceIdentifier, host.Value ?? "");
        return ProblemAnswer.WriteAsync(
            context,
            StatusCodes.Status421MisdirectedRequest,
            StatusCode.PermissionDenied,
            "This service does not answer to that host name.");
    }
}

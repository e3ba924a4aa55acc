using System.Net;
using Grpc.Core;
using Maas.ApiGateway.Errors;
using Maas.Hosting;

namespace Maas.ApiGateway.Security;

/// <summary>
/// Refuses requests that were addressed to a name that is not this service's: with a name of its own that leads here (DNS
/// rebinding), a web page elsewhere would pass as this service's own.
/// </summary>
internal sealed class HostRule(ServiceSettings settings, ILogger<HostRule> logger) : IMiddleware
{
    private readonly HashSet<string> _allowed = new(settings.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host;
        if (IsLocal(host.Host) || _allowed.Contains(host.Host) || _allowed.Contains(host.Value ?? ""))
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

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

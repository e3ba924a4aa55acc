using Grpc.Core;
using Maas.ApiGateway.Errors;

namespace Maas.ApiGateway.Security;

/// <summary>
/// Refuses changing requests from web pages of other origins: without authentication, being able to reach a registry on a
/// laptop is all that a page would need.
/// </summary>
internal sealed class OriginRule(AllowedOrigins allowed, ILogger<OriginRule> logger) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers.Origin;
        if (given.Count == 0 || IsSafe(context.Request.Method) || (given is [{ } text] && IsAllowed(text, context.Request)))
        {
            return next(context);
        }

        logger.OriginRefused(context.TraceIdentifier, given);
        return ProblemAnswer.WriteAsync(
            context, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "A page of another origin may not change anything here.");
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private bool IsAllowed(string text, HttpRequest request) =>
        Origin.TryParse(text, out var origin) && (allowed.Contains(origin) || origin == Own(request));

    private static Origin? Own(HttpRequest request) =>
        Origin.TryParse($"{request.Scheme}://{request.Host.Value}", out var own) ? own : null;
}

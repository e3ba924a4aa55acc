using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.WebUtilities;

namespace Maas.ApiGateway.Errors;

/// <summary>Writes every error of the gateway.</summary>
internal static class ProblemAnswer
{
    public const string MediaType = "application/problem+json";

    public static Problem Of(HttpContext context, int status, StatusCode code, string detail) => new()
    {
        Type = "about:blank",
        Title = TitleOf(status),
        Status = status,
        Detail = detail,
        Code = GrpcStatus.NameOf(code),
        RequestId = context.TraceIdentifier,
    };

    public static Task WriteAsync(HttpContext context, int status, StatusCode code, string detail) =>
        WriteAsync(context, Of(context, status, code, detail));

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;

        // Without a token it minds the request's own, and does not throw where the caller hangs up in the middle.
        return context.Response.WriteAsJsonAsync(problem, GatewayJson.Snake.Problem, MediaType, CancellationToken.None);
    }

    private static string TitleOf(int status) => status switch
    {
        StatusCodes.Status499ClientClosedRequest => "Client Closed Request",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };
}

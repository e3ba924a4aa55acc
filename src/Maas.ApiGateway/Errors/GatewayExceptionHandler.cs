using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Conditions;
using Microsoft.AspNetCore.Diagnostics;

namespace Maas.ApiGateway.Errors;

/// <summary>Turns whatever ends a request early into its answer.</summary>
internal sealed class GatewayExceptionHandler(ILogger<GatewayExceptionHandler> logger) : IExceptionHandler
{
    private const string InternalDetail = "The request failed for a fault of the server; its log has more under this request id.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await (exception switch
        {
            _ when httpContext.RequestAborted.IsCancellationRequested => EndAsync(httpContext),
            RequestRefusedException refused =>
                ProblemAnswer.WriteAsync(httpContext, refused.Status, refused.Code, refused.Message, refused.Errors),
            RpcException failed => AnswerAsync(httpContext, failed),
            BadHttpRequestException bad => ProblemAnswer.WriteAsync(
                httpContext, bad.StatusCode, HttpStatus.CodeOf(bad.StatusCode), DetailOf(bad), ErrorsOf(bad)),
            _ => FailAsync(httpContext, exception, StatusCode.Internal),
        });
        return true;
    }

    // Nobody reads this answer; the status is for the log.
    private Task EndAsync(HttpContext context)
    {
        logger.CallerGaveUp(context.TraceIdentifier);
        context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return Task.CompletedTask;
    }

    private Task AnswerAsync(HttpContext context, RpcException error)
    {
        var code = error.StatusCode;
        var status = IsOurs(error) ? StatusCodes.Status500InternalServerError : HttpStatus.Of(code);
        switch (code)
        {
            // The connection was given up, though the caller has not: the registry is going away.
            case StatusCode.Cancelled when error.Status.DebugException is not null:
            case StatusCode.Unavailable:
                (code, status) = (StatusCode.Unavailable, HttpStatus.Of(StatusCode.Unavailable));
                logger.RegistryUnavailable(context.TraceIdentifier, error.Status.Detail);
                context.Response.Headers.RetryAfter = "1";
                var detail = IsOfTheRegistry(error) ? error.Status.Detail : $"The model registry is not available.{OutcomeOf(context.Request)}";
                return ProblemAnswer.WriteAsync(context, status, code, detail);
            // A deadline that the caller set is the caller's matter.
            case StatusCode.DeadlineExceeded:
                if (!context.Request.Headers.ContainsKey(RegistryCalls.GrpcTimeoutHeader))
                {
                    logger.RegistryTooSlow(context.TraceIdentifier, error.Status.Detail);
                }

                return ProblemAnswer.WriteAsync(context, status, code, $"The model registry did not answer in time.{OutcomeOf(context.Request)}");
            case StatusCode.Unauthenticated:
                context.Response.Headers.WWWAuthenticate = "Bearer";
                break;
            case StatusCode.Aborted when IfMatch.NamesAnEtag(context.Request):
                status = StatusCodes.Status412PreconditionFailed;
                break;
        }

        return status is < StatusCodes.Status400BadRequest or StatusCodes.Status500InternalServerError
            ? FailAsync(context, error, IsOurs(error) ? StatusCode.Internal : code)
            : ProblemAnswer.WriteAsync(context, status, code, error.Status.Detail, ErrorsOf(context, error));
    }

    // Whether the registry itself wrote the status, in words for the caller; what stands between may have said anything.
    private static bool IsOfTheRegistry(RpcException error) =>
        error.Trailers.GetRpcStatus(ignoreParseError: true)?.GetDetail<ErrorInfo>() is { Domain: "maas" };

    // The answer is lost, and with it whether the call was carried out: no protocol can tell.
    private static string OutcomeOf(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        ? ""
        : " Whether the change was made is not known; with an Idempotency-Key or If-Match it is safe to send it again.";

    // A status that no server sent has a cause here: the registry did not speak as it should, which is no fault of the caller's.
    private static bool IsOurs(RpcException error) =>
        error.Status.DebugException is not null
        && error.StatusCode is not (StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled);

    private Task FailAsync(HttpContext context, Exception error, StatusCode code)
    {
        logger.RequestFailed(context.TraceIdentifier, error);
        return ProblemAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, code, InternalDetail);
    }

    private IReadOnlyDictionary<string, IReadOnlyList<string>>? ErrorsOf(HttpContext context, RpcException error)
    {
        try
        {
            return BadRequestDetails.Of(error);
        }
        catch (InvalidProtocolBufferException unreadable)
        {
            // The status itself is still good; only its details are lost.
            logger.DetailsUnreadable(context.TraceIdentifier, unreadable);
            return null;
        }
    }

    // Kestrel's own texts name limits of its own making.
    private static string DetailOf(BadHttpRequestException error) => error.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => "The body is over the limit.",
        StatusCodes.Status408RequestTimeout => "The body came too slowly.",
        _ => "The request is not well-formed.",
    };

    private static Dictionary<string, IReadOnlyList<string>>? ErrorsOf(BadHttpRequestException error) =>
        error.StatusCode == StatusCodes.Status400BadRequest
            ? new(StringComparer.Ordinal) { ["body"] = ["is not well-formed"] }
            : null;
}

using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Conditions;
using Maas.Client;

namespace Maas.ApiGateway.Errors;

/// <summary>Says what problem a failure is to its caller, and logs what is not the caller's.</summary>
internal sealed class Problems(ILogger<Problems> logger)
{
    private const string InternalDetail = "The request failed for a fault of the server; its log has more under this request id.";

    /// <summary>The problem that an exception is, with the headers of the answer as far as it has not begun.</summary>
    public Problem Of(HttpContext context, Exception exception)
    {
        var problem = exception switch
        {
            RequestRefusedException refused => ProblemAnswer.Of(context, refused.Status, refused.Code, refused.Message) with { Errors = refused.Errors },
            RpcException failed => Of(context, failed),
            BadHttpRequestException bad => ProblemAnswer.Of(context, bad.StatusCode, HttpStatus.CodeOf(bad.StatusCode), DetailOf(bad)) with { Errors = ErrorsOf(bad) },
            _ => OfOurs(context, exception, StatusCode.Internal),
        };
        if (!context.Response.HasStarted)
        {
            SetHeaders(context.Response, problem.Status);
        }

        return problem;
    }

    private static void SetHeaders(HttpResponse response, int status)
    {
        switch (status)
        {
            case StatusCodes.Status401Unauthorized:
                response.Headers.WWWAuthenticate = "Bearer";
                break;
            case StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = "1";
                break;
        }
    }

    private Problem Of(HttpContext context, RpcException error)
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
                var detail = IsOfTheRegistry(error) ? error.Status.Detail : $"The model registry is not available.{OutcomeOf(context.Request)}";
                return ProblemAnswer.Of(context, status, code, detail);
            // A deadline that the caller set is the caller's matter.
            case StatusCode.DeadlineExceeded:
                if (!context.Request.Headers.ContainsKey(RegistryCalls.GrpcTimeoutHeader))
                {
                    logger.RegistryTooSlow(context.TraceIdentifier, error.Status.Detail);
                }

                return ProblemAnswer.Of(context, status, code, $"The model registry did not answer in time.{OutcomeOf(context.Request)}");
            case StatusCode.Aborted when IfMatch.NamesAnEtag(context.Request):
                status = StatusCodes.Status412PreconditionFailed;
                break;
        }

        return status is < StatusCodes.Status400BadRequest or StatusCodes.Status500InternalServerError
            ? OfOurs(context, error, IsOurs(error) ? StatusCode.Internal : code)
            : Explained(context, error, ProblemAnswer.Of(context, status, code, error.Status.Detail));
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

    private Problem OfOurs(HttpContext context, Exception error, StatusCode code)
    {
        logger.RequestFailed(context.TraceIdentifier, error);
        return ProblemAnswer.Of(context, StatusCodes.Status500InternalServerError, code, InternalDetail);
    }

    /// <summary>Adds what the registry's details say, where they can be read.</summary>
    private Problem Explained(HttpContext context, RpcException error, Problem problem)
    {
        try
        {
            return RegistryError.From(error) switch
            {
                // What to go on with is in there: the oldest revision that there is, or the newest.
                { Code: StatusCode.OutOfRange, Reason.Length: > 0 } told => problem with { Reason = told.Reason, Metadata = told.Metadata },
                var told => problem with { Errors = BadRequestDetails.Of(told) },
            };
        }
        catch (InvalidProtocolBufferException unreadable)
        {
            // The status itself is still good; only its details are lost.
            logger.DetailsUnreadable(context.TraceIdentifier, unreadable);
            return problem;
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

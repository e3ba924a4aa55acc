using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server;

/// <summary>
/// What the server logs, events 1000 to 1499: the caller's fault as Information, ours as Error, and what an interceptor sees
/// anyway as Debug. Texts that may repeat what the caller sent are cut as they are for the wire.
/// </summary>
internal static partial class GrpcServerLog
{
    public static void CallFailed(this ILogger log, string method, Status status)
    {
        var detail = GrpcMessage.Cut(status.Detail);
        log.CallFailed(method, status.StatusCode, detail);
    }

    public static void RequestRefused(this ILogger log, string path, Status status)
    {
        var (method, detail) = (GrpcMessage.Cut(path), GrpcMessage.Cut(status.Detail));
        log.RequestRefused(method, status.StatusCode, detail);
    }

    public static void ReplyTooLong(this ILogger log, string method, Status status)
    {
        var detail = GrpcMessage.Cut(status.Detail);
        log.ReplyTooLong(method, detail);
    }

    public static void ForwardingFailed(this ILogger log, string method, Status status)
    {
        var detail = GrpcMessage.Cut(status.Detail);
        log.ForwardingFailed(method, status.StatusCode, detail);
    }

    [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "{Method} threw an exception.")]
    public static partial void HandlerThrew(this ILogger log, string method, Exception exception);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Debug, Message = "{Method} answered {StatusCode}: {Detail}")]
    private static partial void CallFailed(this ILogger log, string method, StatusCode statusCode, string detail);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Debug, Message = "The caller of {Method} cancelled the call or is gone.")]
    public static partial void CallCancelled(this ILogger log, string method);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Debug, Message = "The deadline of {Method} passed before it ended.")]
    public static partial void DeadlineExceeded(this ILogger log, string method);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "A request for {Method} was refused with {StatusCode}: {Detail}")]
    private static partial void RequestRefused(this ILogger log, string method, StatusCode statusCode, string detail);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Debug, Message = "A request for {Method} could not be parsed.")]
    public static partial void RequestUnparsable(this ILogger log, string method, Exception exception);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Error, Message = "{Method} returned no message.")]
    public static partial void NoReply(this ILogger log, string method);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "The reply of {Method} was not sent: {Detail}")]
    private static partial void ReplyTooLong(this ILogger log, string method, string detail);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Error, Message = "The reply of {Method} could not be serialized.")]
    public static partial void ReplyUnserializable(this ILogger log, string method, Exception exception);

    [LoggerMessage(EventId = 1009, Level = LogLevel.Error, Message = "{Method} could not be answered, or its handler's token cancelled, when its deadline passed.")]
    public static partial void DeadlineFailed(this ILogger log, string method, Exception exception);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Warning, Message = "{Method} could not be forwarded, {StatusCode}: {Detail}")]
    private static partial void ForwardingFailed(this ILogger log, string method, StatusCode statusCode, string detail);
}

using Microsoft.Extensions.Primitives;

namespace Maas.ApiGateway;

internal static partial class GatewayLog
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "Request {RequestId} failed for a fault of ours.")]
    public static partial void RequestFailed(this ILogger logger, string requestId, Exception exception);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "Request {RequestId} found the registry unavailable: {Reason}")]
    public static partial void RegistryUnavailable(this ILogger logger, string requestId, string reason);

    [LoggerMessage(
        EventId = 3002, Level = LogLevel.Warning,
        Message = "Request {RequestId} had no answer of the registry by its deadline: {Reason}")]
    public static partial void RegistryTooSlow(this ILogger logger, string requestId, string reason);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Debug, Message = "Request {RequestId} was given up by its caller.")]
    public static partial void CallerGaveUp(this ILogger logger, string requestId);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "Request {RequestId} got error details that cannot be read.")]
    public static partial void DetailsUnreadable(this ILogger logger, string requestId, Exception exception);

    [LoggerMessage(
        EventId = 3005, Level = LogLevel.Debug,
        Message = "Request {RequestId} was refused: host {Host} is not served here.")]
    public static partial void HostRefused(this ILogger logger, string requestId, string host);

    [LoggerMessage(
        EventId = 3006, Level = LogLevel.Debug,
        Message = "Request {RequestId} was refused: a page of {Origin} may not change anything.")]
    public static partial void OriginRefused(this ILogger logger, string requestId, StringValues origin);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Debug, Message = "The registry's health could not be read.")]
    public static partial void HealthUnreadable(this ILogger logger, Exception exception);
}

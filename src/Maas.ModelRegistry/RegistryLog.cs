using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry;

internal static partial class RegistryLog
{
    [LoggerMessage(
        EventId = 2000, Level = LogLevel.Information, Message = "{Method} answered {Code} in {ElapsedMilliseconds:0.0} ms (request {RequestId}).")]
    public static partial void CallFinished(this ILogger logger, string method, StatusCode code, double elapsedMilliseconds, string requestId);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "{Method} could not use the database.")]
    public static partial void StoreUnavailable(this ILogger logger, string method, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The database does not answer; the registry is not ready.")]
    public static partial void NotReady(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "The change log cannot be read; watches wait for it.")]
    public static partial void ChangeLogLost(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "The change log can be read again; watches go on.")]
    public static partial void ChangeLogFound(this ILogger logger);
}

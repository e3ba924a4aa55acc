using Microsoft.Extensions.Logging;

namespace Maas.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(EventId = 500, Message = "{Method} {Path} answered {Status} in {ElapsedMilliseconds:0.0} ms (request {RequestId}).")]
    public static partial void RequestFinished(
        this ILogger logger, LogLevel level, string method, string path, int status, double elapsedMilliseconds, string requestId);

    [LoggerMessage(
        EventId = 501, Message = "{Method} {Path} answered {Status} with {GrpcStatus} in {ElapsedMilliseconds:0.0} ms (request {RequestId}).")]
    public static partial void CallFinished(
        this ILogger logger,
        LogLevel level,
        string method,
        string path,
        int status,
        string grpcStatus,
        double elapsedMilliseconds,
        string requestId);
}

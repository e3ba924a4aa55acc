using Grpc.Core;
using Grpc.Net.Client.Balancer;
using Maas.Grpc.Client.Retries;
using Maas.Grpc.Protocol;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Client;

/// <summary>What a channel logs, events 1500 to 1999. What a server answers is its caller's to log.</summary>
internal static partial class GrpcClientLog
{
    public static void CallFailed(this ILogger log, string method, Status status)
    {
        var detail = GrpcMessage.Cut(status.Detail);
        if (status.DebugException is null)
        {
            log.FailedByServer(method, status.StatusCode, detail);
        }
        else if (status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded)
        {
            log.EndedByCaller(method, status.StatusCode);
        }
        else
        {
            log.FailedInClient(method, status.StatusCode, detail, status.DebugException);
        }
    }

    public static void CallRepeated(this ILogger log, string method, CallRetries retries, Status status)
    {
        if (log.IsEnabled(LogLevel.Debug))
        {
            log.Repeated(method, retries.Previous + 1, retries.Wait, status.StatusCode, GrpcMessage.Cut(status.Detail));
        }
    }

    [LoggerMessage(EventId = 1500, Level = LogLevel.Warning, Message = "Call of {Method} failed with {StatusCode} before the server answered: {Detail}")]
    private static partial void FailedInClient(this ILogger log, string method, StatusCode statusCode, string detail, Exception exception);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Debug, Message = "Call of {Method} was ended by its caller with {StatusCode}.")]
    private static partial void EndedByCaller(this ILogger log, string method, StatusCode statusCode);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Debug, Message = "Call of {Method} was answered with {StatusCode}: {Detail}")]
    private static partial void FailedByServer(this ILogger log, string method, StatusCode statusCode, string detail);

    [LoggerMessage(EventId = 1510, Level = LogLevel.Debug, Message = "Call of {Method} is made again, as attempt {Attempt} in {Wait}: it failed with {StatusCode}: {Detail}")]
    private static partial void Repeated(this ILogger log, string method, int attempt, TimeSpan wait, StatusCode statusCode, string detail);

    [LoggerMessage(EventId = 1520, Level = LogLevel.Warning, Message = "{Address} gets no calls until it can be connected to again: {Detail}")]
    public static partial void AddressMissed(this ILogger log, BalancerAddress address, string detail);

    [LoggerMessage(EventId = 1521, Level = LogLevel.Information, Message = "{Address} can be connected to again and gets calls.")]
    public static partial void AddressBack(this ILogger log, BalancerAddress address);
}

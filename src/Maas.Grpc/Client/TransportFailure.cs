using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Says what a failed connection or stream means for the call on it.</summary>
internal static class TransportFailure
{
    public static RpcException Explain(Exception error, string target)
    {
        var root = error;
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException { ErrorCode: >= 0 } ended)
            {
                if (IsUnansweredPing(ended))
                {
                    return ClientStatus.Failure(StatusCode.Unavailable, $"{target} gives no sign of life: {ended.Message}", error);
                }

                return ClientStatus.Failure(Http2ErrorMapping.ToStatusCode(ended.ErrorCode), $"{target} ended the call: {ended.Message}", error);
            }

            root = inner;
        }

        return error switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
                ClientStatus.Failure(StatusCode.ResourceExhausted, $"The headers from {target} are too long.", error),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
                ClientStatus.Failure(StatusCode.Internal, $"{target} does not speak HTTP/2: {root.Message}", error),
            OperationCanceledException { InnerException: TimeoutException } =>
                ClientStatus.Failure(StatusCode.Unavailable, $"{target} did not accept a connection in time.", error),
            HttpRequestException or IOException or OperationCanceledException =>
                ClientStatus.Failure(StatusCode.Unavailable, $"{target} cannot be reached: {root.Message}", error),
            ObjectDisposedException => ClientStatus.Failure(StatusCode.Unavailable, "The channel was disposed.", error),
            _ => ClientStatus.Failure(StatusCode.Internal, "The call failed in the client.", error),
        };
    }

    // SocketsHttpHandler reports a keepalive ping that was not answered as PROTOCOL_ERROR, and only its text tells it from a
    // peer's: that says "ping", as does the key which stands for it where texts are left out.
    private static bool IsUnansweredPing(HttpProtocolException ended) => ended.Message.Contains("ping", StringComparison.OrdinalIgnoreCase);
}

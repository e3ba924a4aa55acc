using System.Net.Sockets;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Says what a failed connection or stream means for the call on it.</summary>
internal static class TransportFailure
{
    private const long EnhanceYourCalm = 11;

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

                if (IsGoAway(ended))
                {
                    return ClientStatus.Failure(StatusCode.Unavailable, $"{target} closed the connection: {ended.Message}", error);
                }

                return ClientStatus.Failure(Http2ErrorMapping.ToStatusCode(ended.ErrorCode), $"{target} ended the call: {ended.Message}", error);
            }

            root = inner;
        }

        return error switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
                ClientStatus.Failure(StatusCode.ResourceExhausted, $"The headers from {target} are too long.", error),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } when !IsLostConnection(root) =>
                ClientStatus.Failure(StatusCode.Internal, $"{target} does not speak HTTP/2: {root.Message}", error),
            OperationCanceledException { InnerException: TimeoutException } =>
                ClientStatus.Failure(StatusCode.Unavailable, $"{target} did not accept a connection in time.", error),
            HttpRequestException or IOException or SocketException or OperationCanceledException =>
                ClientStatus.Failure(StatusCode.Unavailable, $"{target} cannot be reached: {root.Message}", error),
            ObjectDisposedException => ClientStatus.Failure(StatusCode.Unavailable, "The channel was disposed.", error),
            _ => ClientStatus.Failure(StatusCode.Internal, "The call failed in the client.", error),
        };
    }

    /// <summary>Whether a server closed a call's connection since it was pinged, or otherwise troubled, too often (gRFC A8).</summary>
    public static bool IsTooManyPings(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpProtocolException { ErrorCode: EnhanceYourCalm } ended)
            {
                return IsGoAway(ended);
            }
        }

        return false;
    }

    // The codes of RST_STREAM tell of a call and have statuses of their own; GOAWAY has the same codes, tells of a connection, and
    // is another reason why the server cannot be reached. Only the text, or the key that stands for it where texts are left out,
    // tells one from the other, and from errors that were found here.
    private static bool IsGoAway(HttpProtocolException ended) =>
        ended.Message.Contains("closed the connection", StringComparison.Ordinal) ||
        ended.Message.Contains("net_http_http2_connection_close", StringComparison.Ordinal);

    // A connection that ends while its first frames are awaited is reported as an invalid response too.
    private static bool IsLostConnection(Exception root) =>
        root is SocketException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded };

    // SocketsHttpHandler reports a keepalive ping that was not answered as PROTOCOL_ERROR, and only its text tells it from a
    // peer's: that says "ping", as does the key which stands for it where texts are left out.
    private static bool IsUnansweredPing(HttpProtocolException ended) => ended.Message.Contains("ping", StringComparison.OrdinalIgnoreCase);
}

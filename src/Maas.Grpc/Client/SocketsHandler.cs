using System.Diagnostics.CodeAnalysis;
using System.Net;
using Grpc.Net.Client;

namespace Maas.Grpc.Client;

/// <summary>Makes the handlers that connections are in.</summary>
internal static class SocketsHandler
{
    [SuppressMessage("Usage", "CA2262", Justification = "Four megabytes are meant.")]
    public static SocketsHttpHandler Of(GrpcChannelOptions options, TimeSpan keepAlivePingDelay) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = keepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        KeepAlivePingPolicy = options.KeepAlivePermitWithoutCalls ? HttpKeepAlivePingPolicy.Always : HttpKeepAlivePingPolicy.WithActiveRequests,
        MaxResponseHeadersLength = HeaderLimit.TransportKilobytes,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,

        // Trace headers are metadata, which the caller writes: the handler's would be a second, different set.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,

        // A proxy for web pages, taken from the environment, does not speak HTTP/2 without TLS.
        UseProxy = false,
    };
}

using Grpc.Core;

namespace Maas.Grpc.Protocol;

/// <summary>What the error code of a stream or connection that the peer ended means (PROTOCOL-HTTP2.md, Errors).</summary>
internal static class Http2ErrorMapping
{
    public static StatusCode ToStatusCode(long errorCode) => errorCode switch
    {
        // NO_ERROR before a status: the peer is shutting down. The specification's INTERNAL is for a stream's reset, but
        // SocketsHttpHandler reports a connection's orderly end alike, and that is the case that happens.
        0x0 => StatusCode.Unavailable,
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xB => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xC => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}

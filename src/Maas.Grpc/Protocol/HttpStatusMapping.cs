using Grpc.Core;

namespace Maas.Grpc.Protocol;

/// <summary>What an HTTP status means when a reply has no grpc-status (grpc/grpc <c>doc/http-grpc-status-mapping.md</c>).</summary>
internal static class HttpStatusMapping
{
    public static StatusCode ToStatusCode(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}

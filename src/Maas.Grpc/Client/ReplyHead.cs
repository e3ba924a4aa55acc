using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Judges a reply by its head.</summary>
internal static class ReplyHead
{
    /// <summary>Whether the call has ended with its head, and in OK: a reply of trailers only, and so without messages.</summary>
    /// <exception cref="RpcException">The call has failed.</exception>
    public static bool EndsCall(ITransportReply reply)
    {
        if (HeaderLimit.Failure(reply.HeadLength) is { } tooLong)
        {
            throw tooLong;
        }

        // A reply of trailers only: the status is in the head (PROTOCOL-HTTP2.md, Trailers-Only).
        if (reply.Header(ReservedHeaders.Status) is { } status)
        {
            return ReplyStatus.Failure(status, reply.Header(ReservedHeaders.Message), reply.ReadHeaders) is { } failure ? throw failure : true;
        }

        if (reply.HttpStatus != 200)
        {
            throw ClientStatus.Failure(
                HttpStatusMapping.ToStatusCode(reply.HttpStatus),
                $"The reply has the HTTP status {reply.HttpStatus} and no gRPC status.");
        }

        if (!GrpcContentType.IsAnyGrpc(reply.ContentType))
        {
            throw ClientStatus.Failure(StatusCode.Unknown, $"The reply is not gRPC; its content type is '{reply.ContentType}'.");
        }

        return false;
    }
}

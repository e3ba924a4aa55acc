using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Judges a reply by its head.</summary>
internal static class ReplyHead
{
    public static void ThrowIfFailed(ITransportReply reply)
    {
        // A reply of trailers only: the status is in the head (PROTOCOL-HTTP2.md, Trailers-Only).
        if (reply.Header(ReservedHeaders.Status) is { } status)
        {
            throw Failure(status, reply);
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
    }

    private static RpcException Failure(string status, ITransportReply reply) =>
        ReplyStatus.Failure(status, reply.Header(ReservedHeaders.Message), reply.ReadHeaders)
        ?? ClientStatus.Failure(StatusCode.Unimplemented, "The reply has a status of OK and no message.");
}

using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Judges a reply by its trailers, once its body has been read to the end.</summary>
internal static class ReplyTrailers
{
    public static void ThrowIfFailed(ITransportReply reply)
    {
        var status = reply.Trailer(ReservedHeaders.Status)
            ?? throw ClientStatus.Failure(StatusCode.Unknown, "The reply ended without a gRPC status.");

        if (ReplyStatus.Failure(status, reply.Trailer(ReservedHeaders.Message), reply.ReadTrailers) is { } failure)
        {
            throw failure;
        }
    }
}

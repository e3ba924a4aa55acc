using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Judges a reply by its trailers, once its body has been read to the end.</summary>
internal static class ReplyTrailers
{
    /// <summary>The failure that they tell of; null for a status of OK.</summary>
    public static RpcException? Failure(ITransportReply reply)
    {
        if (HeaderLimit.Failure(reply.TrailersLength) is { } tooLong)
        {
            return tooLong;
        }

        return reply.Trailer(ReservedHeaders.Status) switch
        {
            // Apart from the other codes, since most calls end so, and the delegate is an allocation.
            "0" => null,
            { } status => ReplyStatus.Failure(status, reply.Trailer(ReservedHeaders.Message), reply.ReadTrailers),
            null => ClientStatus.Failure(StatusCode.Unknown, "The reply ended without a gRPC status."),
        };
    }

    public static void ThrowIfFailed(ITransportReply reply)
    {
        if (Failure(reply) is { } failure)
        {
            throw failure;
        }
    }
}

using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Turns the status that the server sent into the failure that the caller sees.</summary>
internal static class ReplyStatus
{
    /// <summary>The failure, or null for a status of OK.</summary>
    public static RpcException? Failure(string status, string? message, Func<Metadata> readTrailers)
    {
        if (GrpcStatus.TryParse(status) is not { } code)
        {
            return ClientStatus.Failure(StatusCode.Unknown, "The reply has a gRPC status that is no number.");
        }

        return code == StatusCode.OK ? null : new RpcException(new Status(code, GrpcMessage.Decode(message ?? "")), readTrailers());
    }
}

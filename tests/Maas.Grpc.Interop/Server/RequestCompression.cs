using Grpc.Core;
using Grpc.Testing;
using Maas.Grpc.Server;

namespace Maas.Grpc.Interop.Server;

/// <summary>The server feature CompressedRequest, which sees what services otherwise do not: whether a message came compressed.</summary>
internal static class RequestCompression
{
    /// <exception cref="RpcException">INVALID_ARGUMENT: the message last read is not compressed as it says.</exception>
    public static void Require(ServerCallContext context, BoolValue? expected)
    {
        if (expected is not null && expected.Value != ((ServerCall)context).IsRequestCompressed)
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, expected.Value ? "The message was to be compressed." : "The message was not to be compressed."));
        }
    }
}

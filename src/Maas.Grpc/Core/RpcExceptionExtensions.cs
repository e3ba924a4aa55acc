namespace Grpc.Core;

/// <summary>Reads the rich error model from a failed call, as the Grpc.StatusProto package does.</summary>
public static class RpcExceptionExtensions
{
    /// <summary>Reads the <c>google.rpc.Status</c> that came with the failure.</summary>
    /// <param name="ex">The failure.</param>
    /// <returns>The status with its details, or null when the server sent none.</returns>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are no such message.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return ex.Trailers.GetRpcStatus();
    }
}

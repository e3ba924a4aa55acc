using Google.Protobuf;
using Grpc.Core;

namespace Google.Rpc;

/// <summary>Throws and reads the rich error model, as the Grpc.StatusProto package does.</summary>
public static class RpcStatusExtensions
{
    /// <summary>Makes the exception that a service throws to answer with this status and its details.</summary>
    /// <param name="status">Code, message and details; the first two also become <c>grpc-status</c> and <c>grpc-message</c>.</param>
    /// <returns>The exception, with the status in <c>grpc-status-details-bin</c>.</returns>
    public static RpcException ToRpcException(this Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.ToRpcException((StatusCode)status.Code, status.Message);
    }

    /// <summary>Makes the exception that a service throws to answer with this status and its details.</summary>
    /// <param name="status">Code, message and details.</param>
    /// <param name="statusCode">What becomes <c>grpc-status</c>.</param>
    /// <param name="message">What becomes <c>grpc-message</c>.</param>
    /// <returns>The exception, with the status in <c>grpc-status-details-bin</c>.</returns>
    public static RpcException ToRpcException(this Status status, StatusCode statusCode, string message)
    {
        ArgumentNullException.ThrowIfNull(status);

        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return new RpcException(new Grpc.Core.Status(statusCode, message), trailers);
    }

    /// <summary>Finds the first detail of a type.</summary>
    /// <typeparam name="T">The detail, such as <see cref="BadRequest"/>.</typeparam>
    /// <param name="status">The status.</param>
    /// <returns>The detail, or null when there is none of that type.</returns>
    public static T? GetDetail<T>(this Status status)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Details.Select(detail => detail.TryUnpack<T>(out var found) ? found : null).FirstOrDefault(found => found is not null);
    }
}

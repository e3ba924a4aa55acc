namespace Grpc.Core;

/// <summary>
/// A call that did not end with <see cref="StatusCode.OK"/>. A client throws it; a service throws it to choose the status
/// and the trailers of its reply.
/// </summary>
public class RpcException : Exception
{
    /// <summary>A failure with its status.</summary>
    /// <param name="status">How the call ended.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>A failure with its status and a message for logs.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="message">The exception's message; it does not travel.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>A failure with its status and trailers.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Metadata that came, or is to be sent, with the status.</param>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>A failure with its status, trailers and a message for logs.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Metadata that came, or is to be sent, with the status.</param>
    /// <param name="message">The exception's message; it does not travel.</param>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that came, or is to be sent, with the status; never null.</summary>
    public Metadata Trailers { get; }
}

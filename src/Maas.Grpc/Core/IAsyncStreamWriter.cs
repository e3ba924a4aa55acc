namespace Grpc.Core;

/// <summary>A stream of messages to write, one write at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are written; null, the default, for as the call's options say.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>
    /// A task that ends when the next message may be written: when the connection has taken this one, which waits for room in
    /// the peer's window.
    /// </returns>
    /// <exception cref="RpcException">
    /// The message cannot be serialized or is over the limit, and others may follow; or the call has ended, with the status
    /// that the exception has: on the client even OK, from a server that did not want the message.
    /// </exception>
    /// <exception cref="InvalidOperationException">A message is being written already, or the stream was completed.</exception>
    Task WriteAsync(T message);

    /// <summary>Writes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the write, and the call with it.</param>
    /// <returns>A task that ends when the next message may be written.</returns>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("This stream cannot cancel a write.")
        : WriteAsync(message);
}

namespace Grpc.Core;

/// <summary>A stream of messages to read, by one reader at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that <see cref="MoveNext"/> last arrived at; null before the first and behind the last.</summary>
    T Current { get; }

    /// <summary>Goes to the next message.</summary>
    /// <param name="cancellationToken">Ends the wait, and the call with it.</param>
    /// <returns>False once the stream has ended.</returns>
    /// <exception cref="RpcException">The call failed. What came before that has been delivered.</exception>
    /// <exception cref="InvalidOperationException">The stream is being read already.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

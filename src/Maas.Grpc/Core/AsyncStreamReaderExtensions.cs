using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>Reads streams in the ways that C# has for it.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Goes to the next message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="streamReader">The stream.</param>
    /// <returns>False once the stream has ended.</returns>
    /// <exception cref="RpcException">The call failed.</exception>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }

    /// <summary>All messages to the stream's end, for <c>await foreach</c>.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="streamReader">The stream; it can be read once.</param>
    /// <param name="cancellationToken">Ends the wait for a message, as in <see cref="IAsyncStreamReader{T}.MoveNext"/>.</param>
    /// <returns>The messages. Reading them throws <see cref="RpcException"/> when the call fails.</returns>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(this IAsyncStreamReader<T> streamReader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return Enumerate(streamReader, cancellationToken);
    }

    private static async IAsyncEnumerable<T> Enumerate<T>(
        IAsyncStreamReader<T> reader,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            yield return reader.Current;
        }
    }
}

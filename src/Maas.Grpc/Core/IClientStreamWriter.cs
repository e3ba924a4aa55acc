namespace Grpc.Core;

/// <summary>The client's stream of requests.</summary>
/// <typeparam name="T">The request message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no further request follows (half-close). Once said, or after the call's end, it does nothing.</summary>
    /// <returns>A task that ends when this was said; it does not wait for the server.</returns>
    /// <exception cref="InvalidOperationException">A request is being written.</exception>
    Task CompleteAsync();
}

namespace Grpc.Core;

/// <summary>The client's stream of requests.</summary>
/// <typeparam name="T">The request message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no further request follows (half-close).</summary>
    /// <returns>A task that ends when this was sent.</returns>
    Task CompleteAsync();
}

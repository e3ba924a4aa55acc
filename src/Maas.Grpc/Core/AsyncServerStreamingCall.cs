namespace Grpc.Core;

/// <summary>A server-streaming call under way. Disposing it before its end cancels it.</summary>
/// <typeparam name="TResponse">The reply message.</typeparam>
public sealed class AsyncServerStreamingCall<TResponse> : IDisposable
{
    private readonly CallState _call;

    /// <summary>A call made of its parts, for invokers, interceptors and tests.</summary>
    /// <param name="responseStream">The replies.</param>
    /// <param name="responseHeadersAsync">The metadata that comes ahead of the reply.</param>
    /// <param name="getStatusFunc">How the call ended.</param>
    /// <param name="getTrailersFunc">The metadata that came with the status.</param>
    /// <param name="disposeAction">Cancels the call.</param>
    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseStream = responseStream;
        _call = CallState.From(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>A call made of its parts, without closures.</summary>
    /// <param name="responseStream">The replies.</param>
    /// <param name="responseHeadersAsync">The metadata that comes ahead of the reply; gets <paramref name="state"/>.</param>
    /// <param name="getStatusFunc">How the call ended; gets <paramref name="state"/>.</param>
    /// <param name="getTrailersFunc">The metadata that came with the status; gets <paramref name="state"/>.</param>
    /// <param name="disposeAction">Cancels the call; gets <paramref name="state"/>.</param>
    /// <param name="state">What the functions work on.</param>
    public AsyncServerStreamingCall(
        IAsyncStreamReader<TResponse> responseStream,
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatusFunc,
        Func<object, Metadata> getTrailersFunc,
        Action<object> disposeAction,
        object state)
    {
        ResponseStream = responseStream;
        _call = new CallState(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    /// <summary>The replies.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    /// <summary>The metadata that comes ahead of the reply; fails with <see cref="RpcException"/> when the call fails before it.</summary>
    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    /// <summary>How the call ended.</summary>
    /// <returns>The status.</returns>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => _call.GetStatus();

    /// <summary>The metadata that came with the status.</summary>
    /// <returns>The metadata.</returns>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <summary>Cancels the call unless it has ended.</summary>
    public void Dispose() => _call.Dispose();
}

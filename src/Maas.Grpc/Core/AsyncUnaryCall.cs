using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A unary call under way. Disposing it before its end cancels it.</summary>
/// <typeparam name="TResponse">The reply message.</typeparam>
public sealed class AsyncUnaryCall<TResponse> : IDisposable
{
    private readonly CallState _call;

    /// <summary>A call made of its parts, for invokers, interceptors and tests.</summary>
    /// <param name="responseAsync">The reply; fails with <see cref="RpcException"/>.</param>
    /// <param name="responseHeadersAsync">The metadata that comes ahead of the reply.</param>
    /// <param name="getStatusFunc">How the call ended.</param>
    /// <param name="getTrailersFunc">The metadata that came with the status.</param>
    /// <param name="disposeAction">Cancels the call.</param>
    public AsyncUnaryCall(
        Task<TResponse> responseAsync,
        Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc,
        Func<Metadata> getTrailersFunc,
        Action disposeAction)
    {
        ResponseAsync = responseAsync;
        _call = CallState.From(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>A call made of its parts, without closures.</summary>
    /// <param name="responseAsync">The reply; fails with <see cref="RpcException"/>.</param>
    /// <param name="responseHeadersAsync">The metadata that comes ahead of the reply; gets <paramref name="state"/>.</param>
    /// <param name="getStatusFunc">How the call ended; gets <paramref name="state"/>.</param>
    /// <param name="getTrailersFunc">The metadata that came with the status; gets <paramref name="state"/>.</param>
    /// <param name="disposeAction">Cancels the call; gets <paramref name="state"/>.</param>
    /// <param name="state">What the functions work on.</param>
    public AsyncUnaryCall(
        Task<TResponse> responseAsync,
        Func<object, Task<Metadata>> responseHeadersAsync,
        Func<object, Status> getStatusFunc,
        Func<object, Metadata> getTrailersFunc,
        Action<object> disposeAction,
        object state)
    {
        ResponseAsync = responseAsync;
        _call = new CallState(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    /// <summary>The reply; fails with <see cref="RpcException"/>.</summary>
    public Task<TResponse> ResponseAsync { get; }

    /// <summary>The metadata that comes ahead of the reply; fails with <see cref="RpcException"/> when the call fails before it.</summary>
    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    /// <summary>Lets the call itself be awaited.</summary>
    /// <returns>The awaiter of <see cref="ResponseAsync"/>.</returns>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    /// <summary>Chooses where an await of the call continues.</summary>
    /// <param name="continueOnCapturedContext">Whether in the context that awaits.</param>
    /// <returns>What to await.</returns>
    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

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

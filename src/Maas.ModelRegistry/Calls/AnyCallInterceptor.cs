using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Maas.ModelRegistry.Calls;

/// <summary>An interceptor to which calls are alike, whether they stream or not.</summary>
internal abstract class AnyCallInterceptor : Interceptor
{
    public sealed override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        HandleAsync(context, (request, continuation), static (call, context) => call.continuation(call.request, context));

    public sealed override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        HandleAsync(context, (requestStream, continuation), static (call, context) => call.continuation(call.requestStream, context));

    public sealed override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        HandleAsync(
            context,
            (request, responseStream, continuation),
            static (call, context) => Ended(call.continuation(call.request, call.responseStream, context)));

    public sealed override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        HandleAsync(
            context,
            (requestStream, responseStream, continuation),
            static (call, context) => Ended(call.continuation(call.requestStream, call.responseStream, context)));

    /// <summary>Does the call by calling <paramref name="handle"/>, which may throw at once or later.</summary>
    /// <param name="context">The call.</param>
    /// <param name="call">What the handler needs, handed through rather than captured: this is on the path of every call.</param>
    /// <param name="handle">The handler.</param>
    protected abstract Task<TResult> HandleAsync<TCall, TResult>(
        ServerCallContext context, TCall call, Func<TCall, ServerCallContext, Task<TResult>> handle);

    private static async Task<bool> Ended(Task stream)
    {
        await stream;
        return true;
    }
}

using Grpc.Core;
using Maas.Contract;

namespace Maas.Load.Serving;

/// <summary>Calls the unary methods of a service in this process, without a message being written or read.</summary>
internal sealed class InProcessInvoker : CallInvoker
{
    private static readonly Task<Metadata> NoHeaders = Task.FromResult(new Metadata());

    private readonly Dictionary<string, Delegate> _handlers;

    public InProcessInvoker(ModelService.ModelServiceBase service)
    {
        var methods = new UnaryMethods();
        ModelService.BindService(methods, service);
        _handlers = methods.Handlers;
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var handler = (UnaryServerMethod<TRequest, TResponse>)_handlers[method.FullName];
        return new AsyncUnaryCall<TResponse>(
            handler(request, new InProcessContext(method.FullName, options)),
            static _ => NoHeaders,
            static _ => Status.DefaultSuccess,
            static _ => [],
            static _ => { },
            this);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw UnaryOnly();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw UnaryOnly();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw UnaryOnly();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw UnaryOnly();

    private static NotSupportedException UnaryOnly() => new("The gateway makes unary calls, and waits for none.");

    private sealed class UnaryMethods : ServiceBinderBase
    {
        public Dictionary<string, Delegate> Handlers { get; } = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Handlers.Add(method.FullName, handler!);
    }
}

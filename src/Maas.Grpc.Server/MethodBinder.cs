using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Maas.Grpc.Server;

/// <summary>Receives a service's methods and puts the interceptors before their handlers.</summary>
internal sealed class MethodBinder(ServerSettings settings, IReadOnlyList<Interceptor> interceptors) : ServiceBinderBase
{
    private readonly Dictionary<string, ServerMethod> _methods = [];

    public IReadOnlyDictionary<string, ServerMethod> Methods => _methods;

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var intercepted = interceptors.Reverse().Aggregate(
            handler,
            (next, interceptor) => (request, context) => interceptor.UnaryServerHandler(request, context, next));
        Add(new UnaryServerMethodEntry<TRequest, TResponse>(method, intercepted, settings));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler) => AddStreaming(method);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler) => AddStreaming(method);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler) => AddStreaming(method);

    private void AddStreaming(IMethod method) => Add(new StreamingServerMethodEntry(method, settings));

    private void Add(ServerMethod method)
    {
        if (!_methods.TryAdd(method.Path, method))
        {
            throw new InvalidOperationException($"{method.Path} is mapped twice.");
        }
    }
}

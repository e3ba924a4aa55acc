using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Receives a service's methods and puts the interceptors before their handlers.</summary>
internal sealed class MethodBinder(ServerSettings settings, IReadOnlyList<Interceptor> interceptors) : ServiceBinderBase
{
    private readonly Dictionary<string, ServerMethod> _methods = [];

    public IReadOnlyDictionary<string, ServerMethod> Methods => _methods;

    /// <summary>Whether gRPC-Web reaches the methods that are added next; null where their service does not say.</summary>
    public bool? IsWebEnabled { get; set; }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var intercepted = Intercept(handler, (interceptor, next) => (request, context) => interceptor.UnaryServerHandler(request, context, next));
        Add(method, (served, http) => new UnaryServerCall<TRequest, TResponse>(served, http, intercepted));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var intercepted = Intercept(
            handler,
            (interceptor, next) => (requests, context) => interceptor.ClientStreamingServerHandler(requests, context, next));
        Add(method, (served, http) => new ClientStreamingServerCall<TRequest, TResponse>(served, http, intercepted));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var intercepted = Intercept(
            handler,
            (interceptor, next) => (request, replies, context) => interceptor.ServerStreamingServerHandler(request, replies, context, next));
        Add(method, (served, http) => new ServerStreamingServerCall<TRequest, TResponse>(served, http, intercepted));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var intercepted = Intercept(
            handler,
            (interceptor, next) => (requests, replies, context) => interceptor.DuplexStreamingServerHandler(requests, replies, context, next));
        Add(method, (served, http) => new DuplexStreamingServerCall<TRequest, TResponse>(served, http, intercepted));
    }

    /// <summary>Puts the interceptors before a handler, the first one outermost.</summary>
    private THandler Intercept<THandler>(THandler? handler, Func<Interceptor, THandler, THandler> wrap)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(handler);
        return interceptors.Reverse().Aggregate(handler, (next, interceptor) => wrap(interceptor, next));
    }

    private void Add<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        Func<ServerMethod<TRequest, TResponse>, HttpContext, ServerCall> begin)
        where TRequest : class
        where TResponse : class
    {
        if (!_methods.TryAdd(method.FullName, new ServerMethod<TRequest, TResponse>(method, settings, begin) { IsWebEnabled = IsWebEnabled }))
        {
            throw new InvalidOperationException($"{method.FullName} is mapped twice.");
        }
    }
}

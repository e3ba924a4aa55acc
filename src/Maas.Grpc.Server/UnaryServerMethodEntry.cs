using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A unary method with its handler.</summary>
internal sealed class UnaryServerMethodEntry<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    UnaryServerMethod<TRequest, TResponse> handler,
    ServerSettings settings) : ServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    public Func<DeserializationContext, TRequest> Parse { get; } = method.RequestMarshaller.ContextualDeserializer;

    public Action<TResponse, SerializationContext> Serialize { get; } = method.ResponseMarshaller.ContextualSerializer;

    public UnaryServerMethod<TRequest, TResponse> Handler { get; } = handler;

    public override Task InvokeAsync(HttpContext http) => new UnaryServerCall<TRequest, TResponse>(this, http).RunAsync();
}

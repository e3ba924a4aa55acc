using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Many requests and many replies, independent of each other.</summary>
internal sealed class DuplexStreamingServerCall<TRequest, TResponse>(
    ServerMethod<TRequest, TResponse> method,
    HttpContext http,
    DuplexStreamingServerMethod<TRequest, TResponse> handler) : StreamingServerCall<TRequest, TResponse>(method, http)
    where TRequest : class
    where TResponse : class
{
    protected override Task HandleAsync() => handler(Requests, Replies, this);
}

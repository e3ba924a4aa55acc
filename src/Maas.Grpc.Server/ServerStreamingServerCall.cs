using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>One request, many replies.</summary>
internal sealed class ServerStreamingServerCall<TRequest, TResponse>(
    ServerMethod<TRequest, TResponse> method,
    HttpContext http,
    ServerStreamingServerMethod<TRequest, TResponse> handler) : StreamingServerCall<TRequest, TResponse>(method, http)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync() => await handler(await Requests.ReadOnlyAsync(), Replies, this);
}

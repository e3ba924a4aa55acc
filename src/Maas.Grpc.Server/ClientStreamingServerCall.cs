using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Many requests, one reply.</summary>
internal sealed class ClientStreamingServerCall<TRequest, TResponse>(
    ServerMethod<TRequest, TResponse> method,
    HttpContext http,
    ClientStreamingServerMethod<TRequest, TResponse> handler) : StreamingServerCall<TRequest, TResponse>(method, http)
    where TRequest : class
    where TResponse : class
{
    private TResponse? _reply;

    protected override async Task HandleAsync() => _reply = await handler(Requests, this);

    protected override void WriteSuccessfulEnd() => WriteReply(_reply);
}

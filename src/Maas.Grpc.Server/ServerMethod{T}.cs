using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A method with its messages, and what makes a call of it.</summary>
internal sealed class ServerMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServerSettings settings,
    Func<ServerMethod<TRequest, TResponse>, HttpContext, ServerCall> begin) : ServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    public Func<DeserializationContext, TRequest> Parse { get; } = method.RequestMarshaller.ContextualDeserializer;

    public Action<TResponse, SerializationContext> Serialize { get; } = method.ResponseMarshaller.ContextualSerializer;

    public override Task InvokeAsync(HttpContext http)
    {
        var call = begin(this, http);
        return ServerTelemetry.IsListenedTo ? ObserveAsync(call) : call.RunAsync();
    }

    private async Task ObserveAsync(ServerCall call)
    {
        var observed = call.Observed = ServerTelemetry.Begin(RpcMethod, call.Http, Settings.Clock);
        try
        {
            await call.RunAsync();
        }
        finally
        {
            // The call has said before how it ended, unless it broke.
            observed.End(StatusCode.Internal);
        }
    }
}

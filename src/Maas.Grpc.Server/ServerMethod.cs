using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A method that is served.</summary>
internal abstract class ServerMethod(IMethod method, ServerSettings settings)
{
    public string Path { get; } = method.FullName;

    /// <summary>The method as traces and metrics name it (rpc.method): its path without the slash ahead of it.</summary>
    public string RpcMethod { get; } = method.FullName[1..];

    public MethodType Type { get; } = method.Type;

    public ServerSettings Settings { get; } = settings;

    /// <summary>Whether gRPC-Web reaches it; null where its service does not say.</summary>
    public bool? IsWebEnabled { get; init; }

    public abstract Task InvokeAsync(HttpContext http);
}

using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A method that is served.</summary>
internal abstract class ServerMethod(IMethod method, ServerSettings settings)
{
    public string Path { get; } = method.FullName;

    public MethodType Type { get; } = method.Type;

    public ServerSettings Settings { get; } = settings;

    public abstract Task InvokeAsync(HttpContext http);
}

using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A streaming method, which this server does not serve.</summary>
internal sealed class StreamingServerMethodEntry(IMethod method, ServerSettings settings) : ServerMethod(method, settings)
{
    private readonly Status _refusal = new(StatusCode.Unimplemented, $"{method.FullName} streams; this server answers unary calls.");

    public override Task InvokeAsync(HttpContext http)
    {
        Settings.Log.RequestRefused(Path, _refusal);
        ReplyHead.WriteTrailersOnly(http.Response, _refusal, null);
        return RefusedRequest.EndAsync(http, Settings.Clock);
    }
}

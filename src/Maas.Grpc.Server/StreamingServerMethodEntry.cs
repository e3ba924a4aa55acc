using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>A streaming method, which this server does not serve.</summary>
internal sealed class StreamingServerMethodEntry(IMethod method, ServerSettings settings) : ServerMethod(method, settings)
{
    public override Task InvokeAsync(HttpContext http)
    {
        ReplyHead.WriteTrailersOnly(http.Response, new Status(StatusCode.Unimplemented, $"{Path} streams; this server answers unary calls."), null);
        return RefusedRequest.EndAsync(http, Settings.Clock);
    }
}

using System.Collections.Frozen;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Answers gRPC calls and hands everything else on.</summary>
internal sealed class GrpcMiddleware(RequestDelegate next, FrozenDictionary<string, ServerMethod> methods, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var isGrpc = GrpcContentType.IsGrpc(request.ContentType);
        if (!HttpProtocol.IsHttp2(request.Protocol))
        {
            return isGrpc ? RefuseAsync(http, StatusCodes.Status505HttpVersionNotsupported) : next(http);
        }

        if (!methods.TryGetValue(request.Path.Value ?? "", out var method))
        {
            return isGrpc ? UnknownAsync(http) : next(http);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return RefuseAsync(http, StatusCodes.Status405MethodNotAllowed);
        }

        // 415 rather than a gRPC error inside of 200, which another HTTP/2 client would take for success (PROTOCOL-HTTP2.md).
        return isGrpc ? method.InvokeAsync(http) : RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType);
    }

    private Task RefuseAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return RefusedRequest.EndAsync(http, clock);
    }

    private Task UnknownAsync(HttpContext http)
    {
        ReplyHead.WriteTrailersOnly(http.Response, new Status(StatusCode.Unimplemented, "The server has no such method."), null);
        return RefusedRequest.EndAsync(http, clock);
    }
}

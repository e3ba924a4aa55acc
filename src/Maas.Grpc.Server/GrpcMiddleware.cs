using System.Collections.Frozen;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server;

/// <summary>Answers gRPC calls and hands everything else on.</summary>
internal sealed class GrpcMiddleware(
    RequestDelegate next,
    FrozenDictionary<string, ServerMethod> methods,
    TimeProvider clock,
    ILogger log)
{
    private static readonly Status Unknown = new(StatusCode.Unimplemented, "The server has no such method.");

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
        // The path as it is in a URI, so that no caller writes lines of its own into the log.
        log.RequestRefused(http.Request.Path.ToUriComponent(), Unknown);
        ReplyHead.WriteTrailersOnly(http.Response, Unknown, null);
        return RefusedRequest.EndAsync(http, clock);
    }
}

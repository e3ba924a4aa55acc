using System.Collections.Frozen;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Maas.Grpc.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Answers gRPC calls and hands everything else on.</summary>
internal sealed class GrpcMiddleware(
    RequestDelegate next,
    FrozenDictionary<string, ServerMethod> methods,
    ServerSettings settings,
    bool servesWeb)
{
    private static readonly Failure Unknown = Failure.Of(StatusCode.Unimplemented, ErrorReason.MethodUnknown, "The server has no such method.");

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

        if (servesWeb && !isGrpc && IsForWeb(request))
        {
            return next(http);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return RefuseAsync(http, StatusCodes.Status405MethodNotAllowed);
        }

        // 415 rather than a gRPC error inside of 200, which another HTTP/2 client would take for success (PROTOCOL-HTTP2.md).
        return isGrpc ? method.InvokeAsync(http) : RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType);
    }

    private static bool IsForWeb(HttpRequest request) => WebContentType.IsAny(request.ContentType)
        || (HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0);

    private Task RefuseAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return RefusedRequest.EndAsync(http, settings.Clock);
    }

    private Task UnknownAsync(HttpContext http)
    {
        if (ServerTelemetry.IsListenedTo)
        {
            ServerTelemetry.Begin(RpcAttributes.OtherMethod, http, settings.Clock).End(Unknown.Status.StatusCode);
        }

        // The path as it is in a URI, so that no caller writes lines of its own into the log.
        settings.Log.RequestRefused(http.Request.Path.ToUriComponent(), Unknown.Status);
        ReplyHead.WriteTrailersOnly(http.Response, Unknown.Status, Unknown.TrailersWith(null, settings.ErrorDomain));
        return RefusedRequest.EndAsync(http, settings.Clock);
    }
}

using Grpc.Core;
using Maas.Grpc.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Answers gRPC-Web calls and hands everything else on.</summary>
internal sealed class WebMiddleware(RequestDelegate next, WebServices services, Action<HttpContext, StatusCode?>? onEnded)
{
    private static readonly Failure Unknown = Failure.Of(StatusCode.Unimplemented, ErrorReason.MethodUnknown, "The server has no such method.");

    private static readonly Failure StreamsRequests = Failure.Of(
        StatusCode.Unimplemented, ErrorReason.MethodUnknown, "The method takes a stream of requests, which gRPC-Web cannot send.");

    public Task InvokeAsync(HttpContext http)
    {
        var contentType = http.Request.ContentType;
        return !WebContentType.IsAny(contentType) ? next(http)
            : !HttpMethods.IsPost(http.Request.Method) ? RefuseMethodAsync(http)
            : WebContentType.TryParse(contentType, out var isText) ? ServeAsync(http, isText)
            : RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType);
    }

    private async Task ServeAsync(HttpContext http, bool isText)
    {
        using var exchange = new WebExchange(http, isText);
        try
        {
            await (services.Find(http.Request.Path.Value ?? "") switch
            {
                null => RefuseAsync(http, exchange.Reply, Unknown),
                { Type: MethodType.ClientStreaming or MethodType.DuplexStreaming } => RefuseAsync(http, exchange.Reply, StreamsRequests),
                { } method => method.InvokeAsync(http),
            });
            exchange.Reply.End();
        }
        finally
        {
            onEnded?.Invoke(http, exchange.Reply.Status);
        }
    }

    private Task RefuseMethodAsync(HttpContext http)
    {
        http.Response.Headers.Allow = HttpMethods.Post;
        return RefuseAsync(http, StatusCodes.Status405MethodNotAllowed);
    }

    private Task RefuseAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return RefusedRequest.EndAsync(http, services.Settings.Clock);
    }

    private Task RefuseAsync(HttpContext http, WebReply reply, Failure failure)
    {
        var settings = services.Settings;
        if (ServerTelemetry.IsListenedTo)
        {
            ServerTelemetry.Begin(RpcAttributes.OtherMethod, http, settings.Clock).End(failure.Status.StatusCode);
        }

        // The path as it is in a URI, so that no caller writes lines of its own into the log.
        settings.Log.RequestRefused(http.Request.Path.ToUriComponent(), failure.Status);
        ReplyHead.WriteStatus(reply.Trailers, failure.Status, failure.TrailersWith(null, settings.ErrorDomain));
        return RefusedRequest.EndAsync(http, settings.Clock);
    }
}

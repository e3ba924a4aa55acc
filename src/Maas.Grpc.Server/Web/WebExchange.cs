using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server;

/// <summary>Makes a gRPC-Web request look like one of gRPC for as long as a call is served.</summary>
internal sealed class WebExchange : IRequestBodyPipeFeature, IDisposable
{
    private readonly IFeatureCollection _features;
    private readonly IRequestBodyPipeFeature? _requestBody;
    private readonly IHttpResponseBodyFeature? _responseBody;
    private readonly IHttpResponseTrailersFeature? _trailers;
    private readonly IHttpResetFeature? _reset;

    public WebExchange(HttpContext http, bool isText)
    {
        _features = http.Features;
        _requestBody = _features.Get<IRequestBodyPipeFeature>();
        _responseBody = _features.Get<IHttpResponseBodyFeature>();
        _trailers = _features.Get<IHttpResponseTrailersFeature>();
        _reset = _features.Get<IHttpResetFeature>();

        Reply = new WebReply(http.Response, WebContentType.WantsText(http.Request.Headers.Accept, isText));
        Reader = isText ? Decode(http) : http.Request.BodyReader;
        _features.Set<IRequestBodyPipeFeature>(this);
        _features.Set<IHttpResponseBodyFeature>(Reply);
        _features.Set<IHttpResponseTrailersFeature>(Reply);
        _features.Set(Reply);
        _features.Set(_reset ?? new ConnectionReset(http));
    }

    public WebReply Reply { get; }

    public PipeReader Reader { get; }

    public void Dispose()
    {
        if (Reader != _requestBody?.Reader)
        {
            // Gives the buffers back.
            Reader.Complete();
        }

        Reply.Dispose();
        _features.Set(_requestBody);
        _features.Set(_responseBody);
        _features.Set(_trailers);
        _features.Set<WebReply>(null);
        _features.Set(_reset);
    }

    private static PipeReader Decode(HttpContext http)
    {
        // The limit is on bytes as they come, which are a third more; that of a message holds whatever the body is.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return PipeReader.Create(new Base64RequestStream(http.Request.Body));
    }
}

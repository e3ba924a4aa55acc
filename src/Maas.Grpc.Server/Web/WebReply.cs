using System.Globalization;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server;

/// <summary>
/// Stands in for a response's body and trailers: the trailers become the body's last frame. Also those of a reply without
/// messages, whose status could be in the head, where pages of other origins would not be let see all of it.
/// </summary>
internal sealed class WebReply : IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IDisposable
{
    private readonly IHttpResponseBodyFeature _body;
    private readonly Base64ReplyWriter? _text;
    private bool _ended;

    public WebReply(HttpResponse response, bool isText)
    {
        _body = response.HttpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _text = isText ? new Base64ReplyWriter(_body.Writer) : null;

        // Last of all, since whoever answers the call names the content type of gRPC.
        var contentType = isText ? WebContentType.Text : WebContentType.Binary;
        response.OnStarting(() =>
        {
            response.Headers.ContentType = contentType;
            return Task.CompletedTask;
        });
    }

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public PipeWriter Writer => _text ?? _body.Writer;

    public Stream Stream => _text?.AsStream(leaveOpen: true) ?? _body.Stream;

    /// <summary>What the client was told; null while it was not, or when the reply was cut off.</summary>
    public StatusCode? Status => _ended && Trailers.GrpcStatus is [{ } text] ? (StatusCode)int.Parse(text, CultureInfo.InvariantCulture) : null;

    public void DisableBuffering() => _body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <summary>Writes the last frame, and sends all that is left.</summary>
    public async Task CompleteAsync()
    {
        End();
        await _body.CompleteAsync();
    }

    /// <summary>Writes the last frame, unless it was written; the server sends it when the request is over.</summary>
    public void End()
    {
        if (_ended || Trailers.Count == 0)
        {
            return;
        }

        _ended = true;
        TrailerFrame.Write(Writer, Trailers);
        _text?.Encode();
    }

    public void Dispose() => _text?.Dispose();
}

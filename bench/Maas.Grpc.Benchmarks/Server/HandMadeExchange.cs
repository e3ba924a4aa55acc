using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Benchmarks.Server;

/// <summary>What Kestrel would bring to a call, without a connection, and again for every call.</summary>
internal sealed class HandMadeExchange :
    IHttpRequestFeature,
    IRequestBodyPipeFeature,
    IHttpResponseFeature,
    IHttpResponseBodyFeature,
    IHttpResponseTrailersFeature,
    IHttpRequestLifetimeFeature
{
    private readonly FeatureCollection _features = new();
    private readonly RepeatedBody _request;
    private readonly OverwrittenBody _response = new();

    public HandMadeExchange(string path, byte[] request)
    {
        _request = new RepeatedBody(request);
        Path = path;
        RawTarget = path;
        ((IHttpRequestFeature)this).Headers.ContentType = "application/grpc";
        _features.Set<IHttpRequestFeature>(this);
        _features.Set<IRequestBodyPipeFeature>(this);
        _features.Set<IHttpResponseFeature>(this);
        _features.Set<IHttpResponseBodyFeature>(this);
        _features.Set<IHttpResponseTrailersFeature>(this);
        _features.Set<IHttpRequestLifetimeFeature>(this);
        Context = new DefaultHttpContext(_features);
    }

    public HttpContext Context { get; }

    public string Protocol { get; set; } = "HTTP/2";

    public string Scheme { get; set; } = "http";

    public string Method { get; set; } = "POST";

    public string PathBase { get; set; } = "";

    public string Path { get; set; }

    public string QueryString { get; set; } = "";

    public string RawTarget { get; set; }

    IHeaderDictionary IHttpRequestFeature.Headers { get; set; } = new HeaderDictionary();

    Stream IHttpRequestFeature.Body { get; set; } = Stream.Null;

    PipeReader IRequestBodyPipeFeature.Reader => _request;

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    IHeaderDictionary IHttpResponseFeature.Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    Stream IHttpResponseBodyFeature.Stream => Stream.Null;

    public PipeWriter Writer => _response;

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Makes ready for the next call. The features stay, as they do on a connection that Kestrel reuses.</summary>
    public void Reset()
    {
        ((IHttpResponseFeature)this).Headers.Clear();
        Trailers.Clear();
        HasStarted = false;
        _response.Reset();
    }

    /// <summary>Fails unless the call was answered with all of its reply and a status of OK.</summary>
    public int CheckedLength(int expected)
    {
        if (Trailers.GrpcStatus != "0" || _response.Length != expected)
        {
            throw new InvalidDataException($"The call ended with status '{Trailers.GrpcStatus}' and {_response.Length} bytes.");
        }

        return _response.Length;
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        HasStarted = true;
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task CompleteAsync() => Task.CompletedTask;

    public void Abort()
    {
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>HTTP/2 by SocketsHttpHandler.</summary>
internal sealed class HttpTransport : IClientTransport
{
    private static readonly string UserAgent = $"grpc-dotnet-maas/{typeof(HttpTransport).Assembly.GetName().Version!.ToString(3)}";

    private readonly Uri _address;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, Uri> _uris = new();

    public HttpTransport(Uri address, GrpcChannelOptions options)
    {
        _address = address;
        _http = options.HttpHandler is { } theirs ? new HttpMessageInvoker(theirs, disposeHandler: false) : new HttpMessageInvoker(Handler(options));
    }

    public async Task<ITransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
        new HttpTransportReply(await _http.SendAsync(Message(request), cancellationToken).ConfigureAwait(false));

    public void Dispose() => _http.Dispose();

    [SuppressMessage("Usage", "CA2262", Justification = "Four megabytes are meant.")]
    private static SocketsHttpHandler Handler(GrpcChannelOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        KeepAlivePingPolicy = options.KeepAlivePermitWithoutCalls ? HttpKeepAlivePingPolicy.Always : HttpKeepAlivePingPolicy.WithActiveRequests,
        MaxResponseHeadersLength = HeaderLimit.TransportKilobytes,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,

        // Trace headers are metadata, which the caller writes: the handler's would be a second, different set.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,

        // A proxy for web pages, taken from the environment, does not speak HTTP/2 without TLS.
        UseProxy = false,
    };

    private HttpRequestMessage Message(TransportRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, UriOf(request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new RequestContent(request.Body),
        };

        var headers = message.Headers;
        if (request.Timeout is not null)
        {
            headers.TryAddWithoutValidation(ReservedHeaders.Timeout, request.Timeout);
        }

        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation("user-agent", UserAgent);
        headers.TryAddWithoutValidation(ReservedHeaders.AcceptEncoding, MessageEncoding.Accepted);
        if (request.Encoding is not null)
        {
            headers.TryAddWithoutValidation(ReservedHeaders.Encoding, request.Encoding);
        }

        if (request.Host is not null)
        {
            headers.Host = request.Host;
        }

        AddMetadata(message, request.Metadata);
        return message;
    }

    private static void AddMetadata(HttpRequestMessage message, Metadata? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        for (var index = 0; index < metadata.Count; index++)
        {
            var entry = metadata[index];
            if (MetadataWriter.MayBeSent(entry) && !message.Headers.TryAddWithoutValidation(entry.Key, MetadataWriter.Value(entry)))
            {
                // Headers that .NET counts as the content's, such as content-language and expires.
                message.Content!.Headers.TryAddWithoutValidation(entry.Key, MetadataWriter.Value(entry));
            }
        }
    }

    private Uri UriOf(string path) => _uris.GetOrAdd(path, static (path, address) => new Uri(address, path), _address);
}

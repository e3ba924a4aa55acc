using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>HTTP/2 to one server, by SocketsHttpHandler.</summary>
internal sealed class HttpTransport(Uri address, KeepAlivePool pool) : IClientTransport
{
    private static readonly string UserAgent = $"grpc-dotnet-maas/{typeof(HttpTransport).Assembly.GetName().Version!.ToString(3)}";

    private readonly ConcurrentDictionary<string, Uri> _uris = new();

    public async Task<ITransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var http = pool.Current;
        try
        {
            return new HttpTransportReply(await http.SendAsync(Message(request), cancellationToken).ConfigureAwait(false), http);
        }
        catch (Exception error)
        {
            http.Failed(error);
            throw;
        }
    }

    public void Dispose() => pool.Dispose();

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

    private Uri UriOf(string path) => _uris.GetOrAdd(path, static (path, address) => new Uri(address, path), address);
}

using System.Net.Http.Headers;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>A reply that SocketsHttpHandler received.</summary>
internal sealed class HttpTransportReply(HttpResponseMessage response, PooledHttp http) : ITransportReply
{
    private Stream? _body;

    public int HttpStatus => (int)response.StatusCode;

    public string? ContentType => response.Content.Headers.NonValidated.TryGetValues("content-type", out var values) ? values.ToString() : null;

    public int HeadLength => LengthOf(response.Headers) + LengthOf(response.Content.Headers);

    public int TrailersLength => LengthOf(response.TrailingHeaders);

    public string? Header(string name) => Value(response.Headers, name);

    public string? Trailer(string name) => Value(response.TrailingHeaders, name);

    public Metadata ReadHeaders()
    {
        var metadata = Read(response.Headers);

        // .NET keeps some apart as the content's: expires, allow, content-language and the like.
        Add(metadata, response.Content.Headers);
        return metadata;
    }

    public Metadata ReadTrailers() => Read(response.TrailingHeaders);

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // The response is there already, so its stream is given at once.
        _body ??= response.Content.ReadAsStream(cancellationToken);
        return _body.ReadAsync(buffer, cancellationToken);
    }

    public void Failed(Exception error) => http.Failed(error);

    public void Dispose() => response.Dispose();

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static int LengthOf(HttpHeaders headers)
    {
        var length = 0;
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                length += name.Length + value.Length;
            }
        }

        return length;
    }

    private static Metadata Read(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        Add(metadata, headers);
        return metadata;
    }

    private static void Add(Metadata metadata, HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                MetadataReader.Add(metadata, name, value);
            }
        }
    }
}

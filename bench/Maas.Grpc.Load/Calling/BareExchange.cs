using System.Net;
using System.Net.Http.Headers;

namespace Maas.Grpc.Load.Calling;

/// <summary>Requests and replies as SocketsHttpHandler has them, with the headers and the checks of a gRPC call.</summary>
internal static class BareExchange
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    public static HttpMessageInvoker Connect() => new(new SocketsHttpHandler
    {
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
    });

    public static HttpRequestMessage Post(Uri uri, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = ContentType;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", "maas-load");
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity");
        return request;
    }

    /// <summary>Reads a reply to its end and its trailers.</summary>
    /// <returns>How many bytes it had.</returns>
    public static async Task<long> ReadToEndAsync(HttpResponseMessage response, Stream body, byte[] buffer)
    {
        var length = 0L;
        while (await body.ReadAsync(buffer) is var read and > 0)
        {
            length += read;
        }

        if (!response.TrailingHeaders.NonValidated.TryGetValues("grpc-status", out var status) || status.ToString() != "0")
        {
            throw new InvalidDataException("The reply has no status of OK.");
        }

        return length;
    }

    public static void Check(long actual, long expected)
    {
        if (actual != expected)
        {
            throw new InvalidDataException($"{actual} instead of {expected}.");
        }
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace Maas.Grpc.Benchmarks.Client;

/// <summary>Takes a request and gives the same reply at once, without a connection.</summary>
internal sealed class AnsweringHandler(byte[] reply) : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
        var content = new ReadOnlyMemoryContent(reply);
        content.Headers.ContentType = ContentType;
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request, Version = HttpVersion.Version20 };
        response.TrailingHeaders.TryAddWithoutValidation("grpc-status", "0");
        return response;
    }
}

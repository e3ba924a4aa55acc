using System.Net;
using System.Net.Http.Headers;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Lets a call write its messages straight to the connection's stream.</summary>
internal sealed class RequestContent : HttpContent
{
    private static readonly MediaTypeHeaderValue ContentType = new(GrpcContentType.Value);

    private readonly IRequestBody _body;

    public RequestContent(IRequestBody body)
    {
        _body = body;
        Headers.ContentType = ContentType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _body.WriteToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

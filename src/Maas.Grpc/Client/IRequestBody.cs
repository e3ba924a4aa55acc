namespace Maas.Grpc.Client;

/// <summary>Writes the framed messages of a request. The transport may ask again when it has to send a request once more.</summary>
internal interface IRequestBody
{
    Task WriteToAsync(Stream stream, CancellationToken cancellationToken);
}

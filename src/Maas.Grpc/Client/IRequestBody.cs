namespace Maas.Grpc.Client;

/// <summary>Writes the framed messages of a request. The transport may ask again when it has to send a request once more.</summary>
internal interface IRequestBody
{
    /// <summary>
    /// Writes them, and ends with the request's end. The transport cancels the token when the stream is over before that,
    /// because the peer or the connection ended it or because the call's own token was cancelled.
    /// </summary>
    Task WriteToAsync(Stream stream, CancellationToken cancellationToken);
}

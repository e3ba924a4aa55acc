namespace Maas.Grpc.Client;

/// <summary>
/// The seam between calls and connections. What stands behind it moves heads, bytes and trailers; statuses, deadlines and
/// messages are the calls' own, so that another transport can take this one's place.
/// </summary>
internal interface IClientTransport : IDisposable
{
    /// <summary>Sends a request and waits for the head of its reply. Cancelling it, or disposing the reply, resets the stream.</summary>
    Task<ITransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken);
}

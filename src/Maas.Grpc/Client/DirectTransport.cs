using Grpc.Net.Client;
using Maas.Grpc.Client.Balancing;

namespace Maas.Grpc.Client;

/// <summary>
/// The transport to one server: each call that finds no connection makes one, whatever came of the last. Only calls that wait for
/// the server wait between attempts.
/// </summary>
internal sealed class DirectTransport(HttpTransport http, GrpcChannelOptions options) : IClientTransport
{
    public Task<ITransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
        request.WaitsForReady ? SendWhenReadyAsync(request, cancellationToken) : http.SendAsync(request, cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<ITransportReply> SendWhenReadyAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var clock = options.TimeProvider;
        var begun = clock.GetTimestamp();
        var backoff = new Backoff(options.InitialReconnectBackoff, options.MaxReconnectBackoff, Random.Shared.NextDouble);
        while (true)
        {
            var attempt = clock.GetTimestamp();
            try
            {
                return await http.SendAsync(request.After(clock.GetElapsedTime(begun)), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (IsUnconnected(error) && !cancellationToken.IsCancellationRequested)
            {
                var rest = backoff.Next() - clock.GetElapsedTime(attempt);
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Errors of connections that were not made; of one that was, the call may have been sent.
    private static bool IsUnconnected(Exception error) => error is
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or OperationCanceledException { InnerException: TimeoutException };
}

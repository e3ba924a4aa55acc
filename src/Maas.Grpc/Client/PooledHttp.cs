namespace Maas.Grpc.Client;

/// <summary>A handler with its connections.</summary>
/// <param name="pool">The pool that it is, or was, the current one of.</param>
/// <param name="handler">The handler.</param>
/// <param name="pingDelay">How long its connections are silent before they are pinged; null when that cannot be changed.</param>
internal sealed class PooledHttp(KeepAlivePool pool, HttpMessageHandler handler, TimeSpan? pingDelay) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(handler, disposeHandler: pingDelay is not null);

    public TimeSpan? PingDelay => pingDelay;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        _http.SendAsync(message, cancellationToken);

    /// <summary>Takes in why a call failed.</summary>
    public void Failed(Exception error) => pool.Failed(this, error);

    /// <summary>Takes no more calls and closes the connections once those in flight have ended.</summary>
    public void Dispose() => _http.Dispose();
}

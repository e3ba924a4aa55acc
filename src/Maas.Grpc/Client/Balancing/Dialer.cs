using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Grpc.Net.Client.Balancer;

namespace Maas.Grpc.Client.Balancing;

/// <summary>Makes connections to one address, up to where the server has shown that it speaks HTTP/2.</summary>
internal sealed class Dialer(BalancerAddress address, SslClientAuthenticationOptions? tls, TimeSpan timeout, TimeProvider clock)
{
    private readonly EndPoint _endPoint =
        IPAddress.TryParse(address.EndPoint.Host, out var ip) ? new IPEndPoint(ip, address.EndPoint.Port) : address.EndPoint;

    private readonly SslClientAuthenticationOptions? _tls = tls is null ? null : TlsOptions.For(address.Authority.Host, tls);

    /// <summary>Makes a connection.</summary>
    /// <exception cref="ConnectFailedException">There is no connection.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IOpenedConnection> DialAsync(CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            using var late = new CancellationTokenSource(timeout, clock);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);

            // A process without a file left fails here already, and the address would stay without another attempt.
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_endPoint, end.Token).ConfigureAwait(false);
            var connection = await SecureAsync(socket, end.Token).ConfigureAwait(false);
            await connection.Opening.ExchangeAsync(connection, end.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception error)
        {
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            var reason = error is OperationCanceledException ? $"no answer within {timeout.TotalSeconds} s" : error.Message;
            throw new ConnectFailedException($"{address} cannot be connected to: {reason}", error);
        }
    }

    private async Task<IOpenedConnection> SecureAsync(Socket socket, CancellationToken cancellationToken)
    {
        if (_tls is null)
        {
            return new PlainConnection(socket);
        }

        var secured = new TlsConnection(socket);
        try
        {
            await secured.AuthenticateAsClientAsync(_tls, cancellationToken).ConfigureAwait(false);
            return secured.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
                ? secured
                : throw new ConnectFailedException("the server does not agree to HTTP/2 (ALPN)");
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>A port on which a test accepts connections itself, and does with them what it wants.</summary>
internal sealed class RawPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RawPort()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = new Uri($"http://{_listener.LocalEndPoint}");
    }

    public Uri Address { get; }

    /// <summary>Whether somebody has connected who was not accepted yet.</summary>
    public bool HasCaller => _listener.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    public Task<Socket> AcceptAsync() => _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().Bounded();

    /// <summary>Accepts a connection as an HTTP/2 server does.</summary>
    public Task<Http2Peer> AcceptPeerAsync() => Http2Peer.AcceptAsync(_listener);

    public void Dispose() => _listener.Dispose();
}

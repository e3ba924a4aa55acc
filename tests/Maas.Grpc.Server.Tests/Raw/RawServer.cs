using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>A port on which a test is the server, and a client of it.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RawServer(GrpcChannelOptions? options = null)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Channel = GrpcChannel.ForAddress($"http://{_listener.LocalEndPoint}", options ?? new GrpcChannelOptions());
        Client = new Echo.EchoClient(Channel);
    }

    public GrpcChannel Channel { get; }

    public Echo.EchoClient Client { get; }

    public Task<Http2Peer> AcceptAsync() => Http2Peer.AcceptAsync(_listener);

    public void Dispose()
    {
        Channel.Dispose();
        _listener.Dispose();
    }
}

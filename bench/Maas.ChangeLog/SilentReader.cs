using System.Net;
using System.Net.Sockets;
using Maas.Bench.Driving;
using Maas.Contract.V1;

namespace Maas.ChangeLog;

/// <summary>A reader that asks for everything and reads nothing: neither its stream nor its socket.</summary>
internal sealed class SilentReader : IDisposable
{
    private const byte Settings = 4;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public SilentReader(string address)
    {
        var registry = new Uri(address);
        var server = new IPEndPoint(IPAddress.Parse(registry.Host), registry.Port);
        var request = RequestFrames.Call(server.ToString(), $"/{WatchService.Descriptor.FullName}/Watch", Framing.Frame(new WatchRequest()));
        Span<byte> frames = new byte[1024];
        var length = request.Write(frames, 1);
        _socket.Connect(server);
        _socket.Send([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. RequestFrames.Frame(Settings, 0, []), .. frames[..length]]);
    }

    public void Dispose() => _socket.Dispose();
}

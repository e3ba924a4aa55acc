using System.Net;
using System.Net.Sockets;

namespace Maas.Load.Driving;

/// <summary>A kept connection of HTTP/1.1, with one request under way at most.</summary>
internal sealed class Http1Connection : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _received = new byte[BufferSize];
    private int _filled;

    public Http1Connection(IPEndPoint server) => Socket.Connect(server);

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = 30_000,
    };

    /// <summary>The call that is under way.</summary>
    public int Call { get; private set; }

    public void Send(byte[] request, int call)
    {
        Call = call;
        for (var sent = 0; sent < request.Length;)
        {
            sent += Socket.Send(request.AsSpan(sent));
        }
    }

    /// <summary>Reads what is there, or waits for it.</summary>
    /// <param name="length">Bytes of the reply's body, once it is whole.</param>
    /// <param name="received">Bytes that were read.</param>
    /// <returns>Whether the reply is whole.</returns>
    public bool Receive(out int length, out int received)
    {
        received = Socket.Receive(_received.AsSpan(_filled));
        if (received == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        _filled += received;
        var end = Http1Reply.End(_received.AsSpan(0, _filled), out length);
        if (end == 0)
        {
            return false;
        }

        if (end != _filled)
        {
            throw new InvalidDataException("More than a reply came for a request.");
        }

        _filled = 0;
        return true;
    }

    public void Dispose() => Socket.Dispose();
}

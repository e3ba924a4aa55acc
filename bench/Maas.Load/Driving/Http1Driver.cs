using System.Net;
using System.Net.Sockets;
using System.Text;
using Maas.Bench.Driving;

namespace Maas.Load.Driving;

/// <summary>
/// Keeps a server busy over kept connections of HTTP/1.1, one for each request in flight: browsers, proxies and HttpClient don't
/// pipeline either. As cheap as the driver of HTTP/2: raw bytes on sockets that are polled together, by one thread.
/// </summary>
internal sealed class Http1Driver : ILoad
{
    private readonly IPEndPoint _server;
    private readonly byte[] _request;
    private readonly int _replyLength;
    private readonly Dictionary<Socket, Http1Connection> _connections = [];
    private LoadClock _clock = new(0);
    private int _started;
    private int _ended;
    private long _sent;
    private long _received;

    /// <param name="server">Where the server takes HTTP/1.1.</param>
    /// <param name="path">The path that is got again and again, with its query.</param>
    /// <param name="replyLength">Bytes of a reply's body.</param>
    public Http1Driver(IPEndPoint server, string path, int replyLength)
    {
        _server = server;
        _request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server}\r\nAccept: application/json\r\nUser-Agent: maas-load\r\n\r\n");
        _replyLength = replyLength;
    }

    /// <inheritdoc/>
    public LoadRun Run(int calls, int inFlight)
    {
        _clock = new LoadClock(calls);
        for (var connected = 0; connected < inFlight; connected++)
        {
            var connection = new Http1Connection(_server);
            _connections.Add(connection.Socket, connection);
        }

        _clock.Read();
        foreach (var connection in _connections.Values)
        {
            StartNext(connection, calls);
        }

        var ready = new List<Socket>(inFlight);
        while (_ended < calls)
        {
            ready.Clear();
            ready.AddRange(_connections.Keys);

            // The only one is waited for by reading from it, as the only connection of HTTP/2 is.
            if (inFlight > 1)
            {
                Socket.Select(ready, null, null, 30_000_000);
            }

            foreach (var socket in ready)
            {
                Read(_connections[socket], calls);
            }
        }

        return _clock.Result(_sent, _received);
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }
    }

    private void Read(Http1Connection connection, int calls)
    {
        var isWhole = connection.Receive(out var length, out var received);
        _received += received;
        if (!isWhole)
        {
            return;
        }

        if (length != _replyLength)
        {
            throw new InvalidDataException($"A reply has {length} bytes instead of {_replyLength}.");
        }

        _clock.Read();
        _clock.End(connection.Call);
        _ended++;
        StartNext(connection, calls);
    }

    private void StartNext(Http1Connection connection, int calls)
    {
        if (_started == calls)
        {
            _connections.Remove(connection.Socket);
            connection.Dispose();
            return;
        }

        _clock.Begin(_started);
        connection.Send(_request, _started++);
        _sent += _request.Length;
    }
}

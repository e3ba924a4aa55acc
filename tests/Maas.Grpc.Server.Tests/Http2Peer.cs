using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Maas.Grpc.Server.Tests;

/// <summary>One end of a connection that writes and reads HTTP/2 frame by frame, and does nothing by itself.</summary>
internal sealed class Http2Peer : IDisposable
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly Queue<Http2Frame> _passed = new();

    private Http2Peer(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A client that has said who it is, without a table for headers: so replies name theirs in plain text.</summary>
    public static async Task<Http2Peer> ConnectAsync(Uri address, params (ushort Id, uint Value)[] settings)
    {
        var peer = await ConnectSilentlyAsync(address);
        await peer.WriteAsync([.. Preface, .. Http2Frame.OfSettings([(Http2Frame.HeaderTableSize, 0), .. settings]).ToBytes()]);
        return peer;
    }

    /// <summary>A client that has said nothing yet.</summary>
    public static async Task<Http2Peer> ConnectSilentlyAsync(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
        return new Http2Peer(socket);
    }

    /// <summary>A server that has exchanged settings with the client that connects.</summary>
    public static async Task<Http2Peer> AcceptAsync(Socket listener) =>
        await ServeAsync(await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().Bounded());

    /// <summary>A server that has exchanged settings with a client that has connected.</summary>
    public static async Task<Http2Peer> ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        var peer = new Http2Peer(socket);
        await peer._stream.ReadExactlyAsync(new byte[Preface.Length], TestContext.Current.CancellationToken).AsTask().Bounded();
        await peer.WriteAsync(Http2Frame.OfSettings((Http2Frame.HeaderTableSize, 0)));
        await peer.WriteAsync(Http2Frame.Settings, Http2Frame.Ack, 0, []);
        return peer;
    }

    public Task WriteAsync(byte type, byte flags, int stream, byte[] payload) => WriteAsync(new Http2Frame(type, flags, stream, payload));

    /// <summary>Writes frames at once.</summary>
    public Task WriteAsync(params Http2Frame[] frames) =>
        WriteAsync(frames.Length == 1 ? frames[0].ToBytes() : [.. frames.SelectMany(frame => frame.ToBytes())]);

    public Task WriteAsync(byte[] bytes) => _stream.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask().Bounded();

    /// <summary>Writes to a peer that may close the connection rather than read on; false once it has.</summary>
    public async Task<bool> TryWriteAsync(params Http2Frame[] frames)
    {
        try
        {
            await WriteAsync(frames);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async Task<Http2Frame> ReadAsync() =>
        await TryReadAsync() ?? throw new EndOfStreamException("The connection was closed.");

    /// <summary>Reads a frame; null when the connection is closed.</summary>
    public async Task<Http2Frame?> TryReadAsync()
    {
        if (_passed.TryDequeue(out var passed))
        {
            return passed;
        }

        try
        {
            var head = new byte[Http2Frame.HeadSize];
            await _stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken).AsTask().Bounded();
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >>> 8];
            await _stream.ReadExactlyAsync(payload, TestContext.Current.CancellationToken).AsTask().Bounded();
            return new Http2Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads up to the frame that is waited for, and returns all.</summary>
    public async Task<List<Http2Frame>> ReadUntilAsync(Predicate<Http2Frame> isLast)
    {
        List<Http2Frame> frames = [];
        do
        {
            frames.Add(await ReadAsync());
        }
        while (!isLast(frames[^1]));

        return frames;
    }

    /// <summary>Reads until the other end closes the connection.</summary>
    public async Task<List<Http2Frame>> ReadToEndAsync()
    {
        List<Http2Frame> frames = [];
        while (await TryReadAsync() is { } frame)
        {
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>Reads what comes on a stream until its end; what comes on others is passed over.</summary>
    public async Task<Http2Message> ReadMessageAsync(int stream) => Http2Message.Of(
        (await ReadUntilAsync(frame => frame.Stream == stream && (frame.EndsStream || frame.Type == Http2Frame.Reset)))
        .FindAll(frame => frame.Stream == stream));

    /// <summary>Reads the next request that comes to its end; one that is reset first is passed over.</summary>
    public async Task<Http2Message> ReadRequestAsync()
    {
        List<Http2Frame> frames = [];
        while (true)
        {
            var frame = await ReadAsync();
            frames.Add(frame);
            if (frame.EndsStream)
            {
                return Http2Message.Of(frames.FindAll(other => other.Stream == frame.Stream));
            }
        }
    }

    /// <summary>Waits until the other end has taken in all that was written; what it sends meanwhile is there to be read.</summary>
    public async Task SettleAsync()
    {
        await WriteAsync(Http2Frame.OfPing());
        var frames = await ReadUntilAsync(frame => frame.Is(Http2Frame.Ping, Http2Frame.Ack));
        frames[..^1].ForEach(_passed.Enqueue);
    }

    /// <summary>Ends the connection as a process that is killed does.</summary>
    public void Abort() => _socket.Close(0);

    public void Dispose() => _stream.Dispose();
}

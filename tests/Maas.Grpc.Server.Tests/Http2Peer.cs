using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Maas.Grpc.Server.Tests;

/// <summary>One end of a connection that writes and reads HTTP/2 frame by frame, and does nothing by itself.</summary>
internal sealed class Http2Peer : IDisposable
{
    private const int HeadSize = 9;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly NetworkStream _stream;

    private Http2Peer(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>A client that has said who it is, without a table for headers: so replies name theirs in plain text.</summary>
    public static async Task<Http2Peer> ConnectAsync(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
        var peer = new Http2Peer(socket);
        await peer._stream.WriteAsync(Preface, TestContext.Current.CancellationToken);
        await peer.WriteAsync(Http2Frame.Settings, 0, 0, [0, 1, 0, 0, 0, 0]);
        return peer;
    }

    /// <summary>A server that has exchanged settings with the client that connects.</summary>
    public static async Task<Http2Peer> AcceptAsync(Socket listener)
    {
        var peer = new Http2Peer(await listener.AcceptAsync(TestContext.Current.CancellationToken));
        await peer._stream.ReadExactlyAsync(new byte[Preface.Length], TestContext.Current.CancellationToken);
        await peer.WriteAsync(Http2Frame.Settings, 0, 0, []);
        await peer.WriteAsync(Http2Frame.Settings, Http2Frame.Ack, 0, []);
        return peer;
    }

    /// <summary>A block of headers in plain text (RFC 7541, Literal Header Field without Indexing).</summary>
    public static byte[] HeaderBlock(params (string Name, string Value)[] headers) =>
        [.. headers.SelectMany(header => (byte[])[0, .. Text(header.Name), .. Text(header.Value)])];

    public static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    public async Task WriteAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[HeadSize + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (payload.Length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, HeadSize);
        await _stream.WriteAsync(frame, TestContext.Current.CancellationToken);
    }

    public async Task<Http2Frame> ReadAsync()
    {
        var head = new byte[HeadSize];
        await _stream.ReadExactlyAsync(head, TestContext.Current.CancellationToken).AsTask().Bounded();
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >>> 8];
        await _stream.ReadExactlyAsync(payload, TestContext.Current.CancellationToken).AsTask().Bounded();
        return new Http2Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
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

    public void Dispose() => _stream.Dispose();
}

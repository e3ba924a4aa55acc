using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Maas.Bench.Driving;

/// <summary>
/// Keeps a server busy over one connection, for a fraction of what the server spends: frames go straight to a socket, and
/// everything that a read brings is answered with one write. Every reply is held to a status of 200, to its length and to its
/// end: a reply of trailers only, which is what a failed gRPC call gets, has no bytes and ends the run.
/// </summary>
internal sealed class Http2Driver : ILoad
{
    private const int BufferSize = 512 * 1024;
    private const int LargestWindow = int.MaxValue;
    private const int InitialWindow = 65_535;
    private const int WindowToReturn = 16 * 1024 * 1024;
    private const byte DataFrame = 0;
    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;
    private const byte SettingsFrame = 4;
    private const byte PingFrame = 6;
    private const byte GoAwayFrame = 7;
    private const byte WindowUpdateFrame = 8;
    private const byte EndStream = 1;
    private const byte Ack = 1;

    // The static table's own entry (RFC 7541, appendix A), which Kestrel writes first.
    private const byte Status200 = 0x80 | 8;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = 30_000,
    };

    private readonly byte[] _received = new byte[BufferSize];
    private readonly byte[] _toSend = new byte[BufferSize];
    private readonly RequestFrames _request;
    private readonly int? _replyLength;
    private int[] _lengths = [];
    private LoadClock _clock = new(0);
    private long _sent;
    private long _bytesReceived;
    private int _filled;
    private int _sending;
    private int _started;
    private int _ended;
    private int _consumed;
    private long _dataFrames;

    /// <summary>Frames of data so far: of a stream of small messages, how many came. Read by any thread.</summary>
    public long DataFrames => Volatile.Read(ref _dataFrames);

    /// <param name="server">Where the server takes HTTP/2 without TLS.</param>
    /// <param name="request">The request that is made again and again.</param>
    /// <param name="replyLength">Bytes of a reply's body; null where one may be longer than the other.</param>
    public Http2Driver(IPEndPoint server, RequestFrames request, int? replyLength)
    {
        _request = request;
        _replyLength = replyLength;
        _socket.Connect(server);

        // INITIAL_WINDOW_SIZE, and the connection's own: so that no reply waits for a window.
        Span<byte> window = [0, 4, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(window[2..], LargestWindow);
        Queue(Preface);
        Queue(RequestFrames.Frame(SettingsFrame, 0, window));
        ReturnWindow(LargestWindow - InitialWindow);
    }

    /// <inheritdoc/>
    public LoadRun Run(int calls, int inFlight)
    {
        _lengths = new int[calls];
        _clock = new LoadClock(calls);
        _clock.Read();
        Start(inFlight);
        while (_ended < calls)
        {
            var read = _socket.Receive(_received.AsSpan(_filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            _filled += read;
            _bytesReceived += read;
            var before = _ended;
            _clock.Read();
            ReadFrames();
            Start(_ended - before);
        }

        return _clock.Result(_sent, _bytesReceived);
    }

    public void Dispose() => _socket.Dispose();

    private void Start(int count)
    {
        for (; count > 0 && _started < _lengths.Length; count--)
        {
            _sending += _request.Write(_toSend.AsSpan(_sending), (2 * _started) + 1);
            _clock.Begin(_started);
            _started++;
        }

        for (var sent = 0; sent < _sending;)
        {
            sent += _socket.Send(_toSend.AsSpan(sent, _sending - sent));
        }

        _sent += _sending;
        _sending = 0;
    }

    private void ReadFrames()
    {
        var rest = _received.AsSpan(0, _filled);
        while (rest.Length >= RequestFrames.FrameHead)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest) >>> 8;
            if (rest.Length < RequestFrames.FrameHead + length)
            {
                break;
            }

            var stream = BinaryPrimitives.ReadInt32BigEndian(rest[5..]);
            Accept(rest[3], rest[4], stream, rest.Slice(RequestFrames.FrameHead, length));
            rest = rest[(RequestFrames.FrameHead + length)..];
        }

        _filled = rest.Length;
        rest.CopyTo(_received);
    }

    private void Accept(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case DataFrame:
                _lengths[stream >> 1] += payload.Length;
                Volatile.Write(ref _dataFrames, _dataFrames + 1);
                _consumed += payload.Length;
                if (_consumed > WindowToReturn)
                {
                    ReturnWindow(_consumed);
                    _consumed = 0;
                }

                EndIfLast(flags, stream);
                break;
            case HeadersFrame:
                if (_lengths[stream >> 1] == 0 && payload[0] != Status200)
                {
                    throw new InvalidDataException($"A reply has another status than 200: {Convert.ToHexString(payload)}.");
                }

                EndIfLast(flags, stream);
                break;
            case SettingsFrame when (flags & Ack) == 0:
                Queue(RequestFrames.Frame(SettingsFrame, Ack, []));
                break;
            case PingFrame when (flags & Ack) == 0:
                Queue(RequestFrames.Frame(PingFrame, Ack, payload));
                break;
            case ResetFrame or GoAwayFrame:
                throw new IOException($"The server ended stream {stream} by a frame of type {type}: {Convert.ToHexString(payload)}.");
        }
    }

    private void EndIfLast(byte flags, int stream)
    {
        if ((flags & EndStream) == 0)
        {
            return;
        }

        var call = stream >> 1;
        var length = _lengths[call];
        if (length != (_replyLength ?? Math.Max(length, 1)))
        {
            throw new InvalidDataException($"A reply has {length} bytes instead of {_replyLength}.");
        }

        _clock.End(call);
        _ended++;
    }

    private void ReturnWindow(int bytes)
    {
        Span<byte> increment = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(increment, bytes);
        Queue(RequestFrames.Frame(WindowUpdateFrame, 0, increment));
    }

    private void Queue(byte[] frame)
    {
        frame.CopyTo(_toSend, _sending);
        _sending += frame.Length;
    }
}

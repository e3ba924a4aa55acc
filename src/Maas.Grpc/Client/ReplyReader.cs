using System.Buffers;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>Reads the messages of a reply one after another, each in a buffer that is lent until the next.</summary>
internal sealed class ReplyReader(ITransportReply reply, int maxLength) : DeserializationContext, IDisposable
{
    private const int FirstBuffer = 4096;

    // What a stream keeps between its messages.
    private const int LargestKept = 64 * 1024;

    // How far a declared length is believed before its bytes come.
    private const int LargestAhead = 1024 * 1024;

    // What fits into one array, with the prefix and one byte more.
    private readonly int _maxLength = Math.Min(maxLength, Array.MaxLength - MessageFrame.PrefixSize - 1);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;
    private bool _ended;
    private LentBuffer? _decompressed;
    private ReadOnlyMemory<byte> _payload;

    public override int PayloadLength => _payload.Length;

    /// <summary>Whether everything that came has been read, and nothing more will come.</summary>
    public bool IsEmptied => _ended && _start == _end;

    private Memory<byte> Room => _buffer.AsMemory(_end);

    /// <summary>Goes to the next message; false at the body's end, which is also what makes its trailers readable.</summary>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => TryTake() ? new(true) : ReadOnAsync(cancellationToken);

    /// <summary>Reads a body of one message to its end; false when there is none.</summary>
    public async ValueTask<bool> ReadSingleAsync(CancellationToken cancellationToken)
    {
        // In one method with what it could call: unary calls come here, and each method that waits costs an allocation.
        while (!TryTake())
        {
            MakeRoom();
            if (!Accept(await reply.ReadAsync(Room, cancellationToken).ConfigureAwait(false)))
            {
                return ThrowIfCut();
            }
        }

        // One byte is enough to see that there is more, and the message stays where it is. No room would look like the end.
        var room = Room.IsEmpty ? new byte[1] : Room;
        return _start == _end && await reply.ReadAsync(room, cancellationToken).ConfigureAwait(false) == 0
            ? true
            : throw ClientStatus.Failure(StatusCode.Unimplemented, "The reply has more than one message.");
    }

    /// <summary>Takes in what is left of the body without looking at it: for one that is here already, as its stream has ended.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            MakeRoom(_end - _start + FirstBuffer);
            Accept(await reply.ReadAsync(Room, cancellationToken).ConfigureAwait(false));
        }
    }

    public T Deserialize<T>(Marshaller<T> marshaller)
    {
        try
        {
            return marshaller.ContextualDeserializer(this);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw ClientStatus.Failure(StatusCode.Internal, "The reply could not be parsed.", error);
        }
    }

    /// <summary>Gives up the message that was read, so that a stream does not keep a buffer of its size.</summary>
    public void Release()
    {
        _payload = default;
        _decompressed?.Dispose();
        _decompressed = null;
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > LargestKept)
            {
                Replace(0);
            }
        }
    }

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(_payload);

    public void Dispose()
    {
        _payload = default;
        _decompressed?.Dispose();
        _decompressed = null;
        Replace(0);
    }

    private async ValueTask<bool> ReadOnAsync(CancellationToken cancellationToken)
    {
        do
        {
            MakeRoom();
            if (_ended || !Accept(await reply.ReadAsync(Room, cancellationToken).ConfigureAwait(false)))
            {
                return ThrowIfCut();
            }
        }
        while (!TryTake());

        return true;
    }

    /// <summary>False at the body's end.</summary>
    private bool Accept(int read)
    {
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    // A server that failed in the middle of a message says more by its status.
    private bool ThrowIfCut() => _start == _end
        ? false
        : throw ReplyTrailers.Failure(reply) ?? ClientStatus.Failure(StatusCode.Internal, "The reply ended within a message.");

    private bool TryTake()
    {
        var bytes = _buffer.AsMemory(_start, _end - _start);
        if (MessageFrame.TryRead(bytes.Span) is not { } frame)
        {
            return false;
        }

        // Refused on the declared length, before the body that it announces is waited for.
        if (frame.Length > (uint)_maxLength)
        {
            throw ClientStatus.Failure(StatusCode.ResourceExhausted, $"The reply of {frame.Length} bytes is over the limit of {_maxLength}.");
        }

        ThrowIfUnreadable(frame.Flag);
        var size = MessageFrame.PrefixSize + (int)frame.Length;
        if (bytes.Length < size)
        {
            return false;
        }

        _start += size;
        _payload = frame.Flag == MessageFrame.Plain ? bytes[MessageFrame.PrefixSize..size] : Decompress(bytes[MessageFrame.PrefixSize..size]);
        return true;
    }

    private void ThrowIfUnreadable(byte flag)
    {
        if (flag == MessageFrame.Plain)
        {
            return;
        }

        if (flag != MessageFrame.Compressed)
        {
            throw ClientStatus.Failure(StatusCode.Internal, $"The reply has a message with the flag {flag}, which means nothing.");
        }

        var encoding = reply.Header(ReservedHeaders.Encoding) ?? MessageEncoding.Identity;
        if (encoding != MessageEncoding.Gzip)
        {
            throw ClientStatus.Failure(StatusCode.Internal, $"The reply has a message marked as compressed, and its encoding is '{encoding}'.");
        }
    }

    private ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> compressed)
    {
        _decompressed = new LentBuffer();
        try
        {
            return GzipMessage.TryDecompress(new ReadOnlySequence<byte>(compressed), _maxLength, _decompressed)
                ? _decompressed.Written
                : throw ClientStatus.Failure(StatusCode.ResourceExhausted, $"The decompressed reply is over the limit of {_maxLength} bytes.");
        }
        catch (InvalidDataException error)
        {
            throw ClientStatus.Failure(StatusCode.Internal, "The reply could not be decompressed.", error);
        }
    }

    /// <summary>Makes room for what is missing of the next message.</summary>
    private void MakeRoom()
    {
        var frame = MessageFrame.TryRead(_buffer.AsSpan(_start, _end - _start));
        MakeRoom(MessageFrame.PrefixSize + (int)(frame?.Length ?? 0));
    }

    /// <summary>Makes the buffer hold a message of that size and a byte more, or as much of it as may be expected to come.</summary>
    private void MakeRoom(int size)
    {
        var filled = _end - _start;
        var needed = (int)Math.Min(Math.Max(size, filled) + 1L, Math.Max(2L * filled, LargestAhead));
        if (needed > _buffer.Length || (_buffer.Length > LargestKept && needed <= LargestKept))
        {
            Replace(Math.Max(needed, FirstBuffer));
        }
        else if (needed > _buffer.Length - _start)
        {
            _buffer.AsSpan(_start, filled).CopyTo(_buffer);
            (_start, _end) = (0, filled);
        }
    }

    private void Replace(int length)
    {
        var filled = length == 0 ? 0 : _end - _start;
        var next = length == 0 ? [] : ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(_start, filled).CopyTo(next);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = next;
        (_start, _end) = (0, filled);
    }
}

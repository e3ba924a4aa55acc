using System.Buffers;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>The one message of a unary reply, in a buffer that is lent for as long as it is read.</summary>
internal sealed class ReplyMessage(int maxLength) : DeserializationContext, IDisposable
{
    private const int FirstBuffer = 4096;

    // What fits into one array, with the prefix and one byte more.
    private readonly int _maxLength = Math.Min(maxLength, Array.MaxLength - MessageFrame.PrefixSize - 1);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _filled;
    private MessageFrame? _frame;

    public override int PayloadLength => (int)(_frame?.Length ?? 0);

    private ReadOnlyMemory<byte> Payload => _buffer.AsMemory(MessageFrame.PrefixSize, PayloadLength);

    /// <summary>Reads the body to its end, which is also what makes its trailers readable.</summary>
    public async Task ReadAsync(ITransportReply reply, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reply.ReadAsync(_buffer.AsMemory(_filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _filled += read;
            Accept(reply);
        }
    }

    public T Deserialize<T>(Marshaller<T> marshaller)
    {
        ThrowIfIncomplete();
        try
        {
            return marshaller.ContextualDeserializer(this);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw ClientStatus.Failure(StatusCode.Internal, "The reply could not be parsed.", error);
        }
    }

    public override byte[] PayloadAsNewBuffer() => Payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(Payload);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Accept(ITransportReply reply)
    {
        if (_frame is null && MessageFrame.TryRead(_buffer.AsSpan(0, _filled)) is { } frame)
        {
            ThrowIfUnacceptable(frame, reply);
            _frame = frame;
            MakeRoom();
        }

        if (_frame is not null && _filled > MessageFrame.PrefixSize + PayloadLength)
        {
            throw ClientStatus.Failure(StatusCode.Unimplemented, "The reply has more than one message.");
        }
    }

    // Refused on the declared length, before the body that it announces is waited for.
    private void ThrowIfUnacceptable(MessageFrame frame, ITransportReply reply)
    {
        if (frame.Length > (uint)_maxLength)
        {
            throw ClientStatus.Failure(StatusCode.ResourceExhausted, $"The reply of {frame.Length} bytes is over the limit of {_maxLength}.");
        }

        if (frame.Flag != MessageFrame.Plain)
        {
            throw ClientStatus.Failure(
                StatusCode.Internal,
                $"The reply is compressed with '{reply.Header(ReservedHeaders.Encoding) ?? "identity"}', which was not asked for.");
        }
    }

    // One byte more than the message, so that the read after it sees the end, or what is too much.
    private void MakeRoom()
    {
        var needed = MessageFrame.PrefixSize + PayloadLength + 1;
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(needed);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void ThrowIfIncomplete()
    {
        if (_filled == 0)
        {
            throw ClientStatus.Failure(StatusCode.Unimplemented, "The reply has a status of OK and no message.");
        }

        if (_frame is null || _filled < MessageFrame.PrefixSize + PayloadLength)
        {
            throw ClientStatus.Failure(StatusCode.Internal, "The reply ended within a message.");
        }
    }
}

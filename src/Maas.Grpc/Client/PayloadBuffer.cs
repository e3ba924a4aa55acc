using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>A lent buffer that a request message is serialized into, behind its prefix.</summary>
internal sealed class PayloadBuffer(int maxLength) : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = [];
    private int _written = MessageFrame.PrefixSize;
    private bool _completed;

    /// <summary>Serializes a message in place of the one before.</summary>
    /// <exception cref="RpcException">The message cannot be serialized, or is too long.</exception>
    public void Write<T>(T message, Marshaller<T> marshaller)
    {
        _written = MessageFrame.PrefixSize;
        _completed = false;
        try
        {
            marshaller.ContextualSerializer(message, this);
            if (!_completed)
            {
                throw new InvalidOperationException("The marshaller did not complete the message.");
            }
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw ClientStatus.Failure(StatusCode.Internal, "The request could not be serialized.", error);
        }
    }

    /// <summary>The prefix and the message; valid until the next message or disposal.</summary>
    public ReadOnlyMemory<byte> Frame(bool compressed) => compressed
        ? GzipMessage.ToFrame(_buffer.AsSpan(MessageFrame.PrefixSize, _written - MessageFrame.PrefixSize), CompressionLevel.Fastest)
        : _buffer.AsMemory(0, _written);

    public override void SetPayloadLength(int payloadLength)
    {
        ThrowIfTooLong(payloadLength);
        Reserve(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete(byte[] payload)
    {
        ThrowIfTooLong(payload.Length);
        payload.CopyTo(GetSpan(payload.Length));
        Advance(payload.Length);
        Complete();
    }

    public override void Complete()
    {
        Reserve(0);
        MessageFrame.WritePlain(_buffer, _written - MessageFrame.PrefixSize);
        _completed = true;
    }

    public void Advance(int count)
    {
        _written += count;
        ThrowIfTooLong(_written - MessageFrame.PrefixSize);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_written);
    }

    /// <summary>Gives the array back; the next message gets another.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void ThrowIfTooLong(int length)
    {
        if (length > maxLength)
        {
            throw ClientStatus.Failure(StatusCode.ResourceExhausted, $"The request of {length} bytes is over the limit of {maxLength}.");
        }
    }

    private void Reserve(int more)
    {
        var needed = checked(_written + more);
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        _buffer.AsSpan(0, Math.Min(_written, _buffer.Length)).CopyTo(larger);
        Dispose();
        _buffer = larger;
    }
}

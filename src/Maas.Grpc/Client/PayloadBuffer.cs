using System.Buffers;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>A lent buffer that one request message is serialized into, behind its prefix.</summary>
internal sealed class PayloadBuffer(int maxLength) : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = [];
    private int _written = MessageFrame.PrefixSize;
    private bool _completed;

    /// <summary>The prefix and the message.</summary>
    public ReadOnlyMemory<byte> Frame => _completed
        ? _buffer.AsMemory(0, _written)
        : throw new InvalidOperationException("The marshaller did not complete the message.");

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

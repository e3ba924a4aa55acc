using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Server;

/// <summary>
/// Writes one message straight into the response. A message of ordinary size gets one contiguous span, and counts as written
/// only once it is complete, so that a serializer that fails leaves nothing behind. One that is to be compressed has a buffer of
/// its own until then.
/// </summary>
internal sealed class ReplyMessage(PipeWriter writer, int maxLength, CompressionLevel? gzip) : SerializationContext, IBufferWriter<byte>
{
    private const int LargestSpan = 64 * 1024;

    private LentBuffer? _plain;
    private Memory<byte> _span;
    private int _length = -1;
    private int _written;
    private bool _completed;

    /// <summary>Whether something is in the response that cannot be taken back.</summary>
    public bool HasWritten { get; private set; }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > maxLength)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"The reply of {payloadLength} bytes is over the limit of {maxLength}."));
        }

        _length = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_length < 0)
        {
            throw new NotSupportedException("A serializer says the message's length before it writes.");
        }

        if (gzip is not null)
        {
            return _plain ??= new LentBuffer();
        }

        Begin();
        return this;
    }

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        GetBufferWriter().Write(payload);
        Complete();
    }

    public override void Complete()
    {
        if (_plain is not null)
        {
            _written = _plain.Length;
        }

        if (_written != _length)
        {
            throw new InvalidOperationException($"A message of {_length} bytes was announced, and {_written} were written.");
        }

        if (gzip is { } level)
        {
            Compress(level);
        }
        else if (!HasWritten)
        {
            writer.Advance(MessageFrame.PrefixSize + _length);
        }

        HasWritten = true;
        _completed = true;
    }

    public void Advance(int count)
    {
        _written = checked(_written + count);
        if (HasWritten)
        {
            writer.Advance(count);
        }
        else
        {
            _span = _span[count..];
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => HasWritten ? writer.GetMemory(sizeHint) : _span;

    public Span<byte> GetSpan(int sizeHint = 0) => HasWritten ? writer.GetSpan(sizeHint) : _span.Span;

    public void ThrowIfIncomplete()
    {
        if (!_completed)
        {
            throw new InvalidOperationException("The marshaller did not complete the message.");
        }
    }

    private void Begin()
    {
        var isOrdinary = _length <= LargestSpan;
        var memory = writer.GetMemory(MessageFrame.PrefixSize + (isOrdinary ? _length : 0));
        MessageFrame.WritePlain(memory.Span, _length);
        if (isOrdinary)
        {
            _span = memory.Slice(MessageFrame.PrefixSize, _length);
        }
        else
        {
            writer.Advance(MessageFrame.PrefixSize);
            HasWritten = true;
        }
    }

    private void Compress(CompressionLevel level)
    {
        // A message of no bytes may be completed without a writer.
        using var plain = _plain ?? new LentBuffer();
        writer.Write(GzipMessage.ToFrame(plain.Written.Span, level).Span);
        _plain = null;
    }
}

using System.Buffers.Binary;

namespace Maas.Grpc.Interop.Client;

/// <summary>A body of gRPC messages, read through; the flag in each message's prefix is reported as it passes.</summary>
internal sealed class FlagStream(Stream body, Action<bool> report) : Stream
{
    private const int PrefixLength = 5;

    private readonly byte[] _prefix = new byte[PrefixLength];
    private int _prefixRead;
    private long _messageLeft;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = body.Read(buffer);
        Watch(buffer[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        Watch(buffer.Span[..read]);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Watch(ReadOnlySpan<byte> passing)
    {
        while (!passing.IsEmpty)
        {
            if (_messageLeft > 0)
            {
                var part = (int)Math.Min(_messageLeft, passing.Length);
                passing = passing[part..];
                _messageLeft -= part;
                continue;
            }

            var taken = Math.Min(PrefixLength - _prefixRead, passing.Length);
            passing[..taken].CopyTo(_prefix.AsSpan(_prefixRead));
            passing = passing[taken..];
            _prefixRead += taken;
            if (_prefixRead == PrefixLength)
            {
                report(_prefix[0] == 1);
                (_messageLeft, _prefixRead) = (BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1)), 0);
            }
        }
    }
}

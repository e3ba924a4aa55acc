using System.Buffers;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>Reads a request's body of base64 as the bytes that it stands for.</summary>
internal sealed class Base64RequestStream(Stream body) : Stream
{
    private const int BufferLength = 4096;

    private readonly byte[] _text = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(BufferLength / Base64Chunks.GroupLength * Base64Chunks.GroupBytes);
    private int _textLength;
    private ReadOnlyMemory<byte> _decoded;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_decoded.IsEmpty)
        {
            var read = await body.ReadAsync(_text.AsMemory(_textLength, BufferLength - _textLength), cancellationToken);
            if (read == 0)
            {
                return _textLength == 0 ? 0 : throw Malformed("The request's text ends within a group of base64.");
            }

            _textLength += read;
            Decode();
        }

        var taken = Math.Min(_decoded.Length, buffer.Length);
        _decoded[..taken].CopyTo(buffer);
        _decoded = _decoded[taken..];
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _decoded = default;
            ArrayPool<byte>.Shared.Return(_text);
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        base.Dispose(disposing);
    }

    private void Decode()
    {
        if (!Base64Chunks.TryDecode(_text.AsSpan(0, _textLength), _bytes, out var read, out var written))
        {
            throw Malformed("The request's text is no base64.");
        }

        _text.AsSpan(read, _textLength - read).CopyTo(_text);
        _textLength -= read;
        _decoded = _bytes.AsMemory(0, written);
    }

    private static BadHttpRequestException Malformed(string what) => new(what);
}

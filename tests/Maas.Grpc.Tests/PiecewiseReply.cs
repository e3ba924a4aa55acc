using Grpc.Core;
using Maas.Grpc.Client;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

/// <summary>A reply whose body comes in the given pieces, one a read where there is room.</summary>
internal sealed class PiecewiseReply(byte[][] pieces) : ITransportReply
{
    private readonly Queue<ReadOnlyMemory<byte>> _pieces = new(pieces.Where(piece => piece.Length > 0).Select(piece => (ReadOnlyMemory<byte>)piece));

    private ReadOnlyMemory<byte> _rest;

    public int LargestRoom { get; set; }

    public int HttpStatus => 200;

    public string? ContentType => GrpcContentType.Value;

    public int HeadLength => 0;

    public int TrailersLength => 0;

    public string? Header(string name) => name == ReservedHeaders.Encoding ? MessageEncoding.Gzip : null;

    public string? Trailer(string name) => name == ReservedHeaders.Status ? "0" : null;

    public Metadata ReadHeaders() => [];

    public Metadata ReadTrailers() => [];

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        buffer.Length.ShouldBePositive();
        LargestRoom = Math.Max(LargestRoom, buffer.Length);
        if (_rest.IsEmpty && !_pieces.TryDequeue(out _rest))
        {
            return new(0);
        }

        var read = Math.Min(buffer.Length, _rest.Length);
        _rest[..read].CopyTo(buffer);
        _rest = _rest[read..];
        return new(read);
    }

    public void Failed(Exception error)
    {
    }

    public void Dispose()
    {
    }
}

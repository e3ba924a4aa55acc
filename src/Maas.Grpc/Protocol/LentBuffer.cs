using System.Buffers;

namespace Maas.Grpc.Protocol;

/// <summary>Bytes that are written one after another into an array of the shared pool, which gets it back on disposal.</summary>
internal sealed class LentBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Least = 256;

    private byte[] _bytes = [];

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Reserve(int more)
    {
        var needed = checked(Length + more);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var doubled = (int)Math.Min(2L * _bytes.Length, Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, doubled), Least));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        Dispose();
        _bytes = larger;
    }
}

using System.IO.Pipelines;

namespace Maas.Grpc.Benchmarks.Server;

/// <summary>A reply's body that keeps only how much was written.</summary>
internal sealed class OverwrittenBody : PipeWriter
{
    private readonly byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public void Reset() => Length = 0;

    public override void Advance(int bytes) => Length += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes;

    public override Span<byte> GetSpan(int sizeHint = 0) => _bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}

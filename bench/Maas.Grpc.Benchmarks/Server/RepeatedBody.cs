using System.Buffers;
using System.IO.Pipelines;

namespace Maas.Grpc.Benchmarks.Server;

/// <summary>A request's body that has arrived whole, again for every call.</summary>
internal sealed class RepeatedBody(byte[] bytes) : PipeReader
{
    private readonly ReadResult _whole = new(new ReadOnlySequence<byte>(bytes), isCanceled: false, isCompleted: true);

    public override bool TryRead(out ReadResult result)
    {
        result = _whole;
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(_whole);

    public override void AdvanceTo(SequencePosition consumed)
    {
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}

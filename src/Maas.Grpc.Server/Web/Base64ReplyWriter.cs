using System.Buffers.Text;
using System.IO.Pipelines;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Server;

/// <summary>Writes a reply's body as base64: what stands between two flushes becomes one chunk, padded at its end.</summary>
internal sealed class Base64ReplyWriter(PipeWriter body) : PipeWriter, IDisposable
{
    private const int GroupsAtOnce = 4096;

    private LentBuffer _bytes = new();

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _bytes.Length;

    public override void Advance(int bytes) => _bytes.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override void CancelPendingFlush() => body.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Encode();
        return body.FlushAsync(cancellationToken);
    }

    /// <summary>Hands over what was written, without having it sent at once.</summary>
    public void Encode()
    {
        const int most = GroupsAtOnce * Base64Chunks.GroupBytes;
        for (var rest = _bytes.Written.Span; !rest.IsEmpty; rest = rest[Math.Min(most, rest.Length)..])
        {
            var text = body.GetSpan(GroupsAtOnce * Base64Chunks.GroupLength);
            Base64.EncodeToUtf8(rest[..Math.Min(most, rest.Length)], text, out _, out var written);
            body.Advance(written);
        }

        // A stream keeps no buffer of its largest message's size.
        _bytes.Dispose();
        _bytes = new LentBuffer();
    }

    public void Dispose() => _bytes.Dispose();
}

using System.Diagnostics.CodeAnalysis;

namespace Maas.Models.Watching;

// The log, for readers who resume further back than the ring reaches: few read at the same time, however many there are.
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle.")]
internal sealed class LogPages(IModelStore store, ChangeFeedOptions options)
{
    // No change is behind it.
    private const long BehindAll = long.MaxValue - 1;

    private readonly SemaphoreSlim _places = new(options.PagesAtOnce);

    // What the log holds now, without its changes.
    public async Task<ChangePage> ReadEndAsync(CancellationToken cancellationToken) => await store.ReadChangesAsync(BehindAll, 1, cancellationToken);

    public async Task<ChangePage> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await store.ReadChangesAsync(after, options.PageChanges, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }
}

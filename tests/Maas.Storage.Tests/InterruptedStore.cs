using Maas.Models;

namespace Maas.Storage.Tests;

/// <summary>A store whose log is read when the test lets it be.</summary>
internal sealed class InterruptedStore(IModelStore store) : IModelStore
{
    private int _reading;
    private int _mostReading;

    /// <summary>Runs before each read of the log; what it throws is what the read ends with.</summary>
    public Func<long, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>The most reads of changes that there were at the same time.</summary>
    public int MostReading => _mostReading;

    /// <summary>Begins to count anew.</summary>
    public void Forget() => _mostReading = 0;

    public ReadOnlyMemory<byte> PageTokenKey => store.PageTokenKey;

    public long NewestRevision => store.NewestRevision;

    public async ValueTask<ChangePage> ReadChangesAsync(long afterRevision, int limit, CancellationToken cancellationToken)
    {
        var reading = Interlocked.Increment(ref _reading);
        Interlocked.Exchange(ref _mostReading, Math.Max(_mostReading, reading));
        try
        {
            await BeforeRead(afterRevision);
            return await store.ReadChangesAsync(afterRevision, limit, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    public Task WaitForChangeAsync(long afterRevision, CancellationToken cancellationToken) => store.WaitForChangeAsync(afterRevision, cancellationToken);

    public ValueTask<AtRevision<RegisteredModel?>> FindAsync(ModelId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken) => store.ListAsync(listing, cancellationToken);

    public Task<AtRevision<RegisteredModel>> CreateAsync(
        Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken) =>
        store.CreateAsync(caller, key, make, cancellationToken);

    public Task<AtRevision<RegisteredModel?>> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken) => store.ChangeAsync(caller, kind, id, change, cancellationToken);

    public Task<long> CompactAsync(long revision, CancellationToken cancellationToken) => store.CompactAsync(revision, cancellationToken);

    public ValueTask<LogSnapshotPage> ReadSnapshotAsync(ModelId? after, int limit, CancellationToken cancellationToken) =>
        store.ReadSnapshotAsync(after, limit, cancellationToken);

    public ValueTask CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    // The store is the test's own, which ends it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

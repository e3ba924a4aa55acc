namespace Maas.Models;

/// <summary>
/// Keeps models, their change log and the request ids of creates. Every mutation is durable and whole, with its change-log
/// row, before its task completes, and every read that begins afterwards sees it. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// Where the database fails, every method throws <see cref="RegistryException"/> with
/// <see cref="RegistryErrorCode.Unavailable"/>, nothing was changed, and later calls are tried anew. The one exception has the
/// reason <see cref="RegistryReason.OutcomeUnknown"/>: the database was lost while it committed, and did not come back to be asked.
/// What is refused inside a transaction comes back with <see cref="RegistryException.Revision"/>.
/// </remarks>
public interface IModelStore : IAsyncDisposable
{
    /// <summary>The secret under which page tokens are authenticated: 32 random bytes, made with the database and kept in it.</summary>
    ReadOnlyMemory<byte> PageTokenKey { get; }

    /// <summary>
    /// The newest revision that this process has met, in reading, writing or waiting; never goes down. The database may be ahead
    /// of it, by other processes' changes.
    /// </summary>
    long NewestRevision { get; }

    /// <summary>Finds a live model.</summary>
    /// <param name="id">The model's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The model, or null when it is unknown or deleted.</returns>
    ValueTask<AtRevision<RegisteredModel?>> FindAsync(ModelId id, CancellationToken cancellationToken);

    /// <summary>Lists live models.</summary>
    /// <param name="listing">Which, and how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The models, if asked for the count, and the revision, all of one view of the data.</returns>
    ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken);

    /// <summary>Adds a model, unless the key's request was done before.</summary>
    /// <param name="caller">Who does it, for the change log.</param>
    /// <param name="key">The request's idempotency, or null.</param>
    /// <param name="make">
    /// Makes the model, given the time of the change. Called at most once, before or inside the transaction; must be quick and touch
    /// nothing else. What it throws comes back to the caller.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; honoured only until the work has begun.</param>
    /// <returns>The model; for a repeated request the first result, also if the model has since changed or gone.</returns>
    /// <exception cref="RegistryException">
    /// The name and version are taken by a live model of the tenant, or the request id was used for another request.
    /// </exception>
    Task<AtRevision<RegisteredModel>> CreateAsync(
        Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken);

    /// <summary>Changes a live model: reads it, decides, writes it and logs the change as one step that no other comes between.</summary>
    /// <param name="caller">Who does it, for the change log.</param>
    /// <param name="kind">What it does, for the change log.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="change">
    /// Gives the model afterwards, from the current one and the time of the change; the same instance means that nothing
    /// changes, and nothing is written. One with <see cref="RegisteredModel.DeletedAt"/> set is hidden from then on.
    /// Called inside the transaction, and again where that is undone and made anew; must be quick and touch nothing else. What it throws
    /// comes back.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; honoured only until the work has begun.</param>
    /// <returns>The model afterwards, or null when it is unknown or deleted.</returns>
    /// <exception cref="RegistryException">The new name is taken by a live model of the tenant.</exception>
    Task<AtRevision<RegisteredModel?>> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken);

    /// <summary>Reads the change log.</summary>
    /// <param name="afterRevision">Begin behind this revision; 0 begins at the first.</param>
    /// <param name="limit">Return this many at most; positive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The changes, of one view of the data; none where there is nothing behind that revision yet.</returns>
    /// <exception cref="RegistryException">
    /// Changes behind that revision are compacted: <see cref="RegistryException.RevisionCompacted"/>.
    /// </exception>
    ValueTask<ChangePage> ReadChangesAsync(long afterRevision, int limit, CancellationToken cancellationToken);

    /// <summary>Waits until the change log may hold a change behind a revision, whichever process made it.</summary>
    /// <param name="afterRevision">The revision.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// A task that ends within a second of such a change, in general at once, and that may end without one: a hint to read the log.
    /// It does not fail where the database does.
    /// </returns>
    Task WaitForChangeAsync(long afterRevision, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the log before a revision by a snapshot at it: the changes of lower revisions are gone, and for each model the last
    /// one up to that revision is kept. Done in steps, each whole: where it is given up or fails, the log is compacted up to some
    /// lower revision. Other changes go on meanwhile.
    /// </summary>
    /// <param name="revision">The oldest revision to keep. One that is compacted already changes nothing.</param>
    /// <param name="cancellationToken">Ends the work after the step that it is at.</param>
    /// <returns>The oldest revision that is kept then.</returns>
    /// <exception cref="RegistryException">
    /// There is no such revision yet: <see cref="RegistryException.RevisionNotReached"/>.
    /// </exception>
    Task<long> CompactAsync(long revision, CancellationToken cancellationToken);

    /// <summary>Reads the snapshot that stands for the compacted part of the log.</summary>
    /// <param name="after">Begin behind this model; null begins at the first.</param>
    /// <param name="limit">Return this many at most; positive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A stretch of it, of one view of the data; whoever reads on compares <see cref="LogSnapshotPage.Revision"/>.</returns>
    ValueTask<LogSnapshotPage> ReadSnapshotAsync(ModelId? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads from the database to learn whether it answers, for readiness. It writes nothing: where reads go on and changes
    /// fail, as on a full disk, it succeeds.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}

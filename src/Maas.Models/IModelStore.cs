using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>
/// Keeps models, their change log and the request ids of creates. Every mutation is durable and whole, with its change-log
/// row, before its task completes, and every read that begins afterwards sees it. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// Where the database fails, every method throws <see cref="RegistryException"/> with
/// <see cref="RegistryErrorCode.Unavailable"/>, nothing was changed, and later calls are tried anew.
/// </remarks>
public interface IModelStore : IAsyncDisposable
{
    /// <summary>The secret under which page tokens are authenticated: 32 random bytes, made with the database and kept in it.</summary>
    ReadOnlyMemory<byte> PageTokenKey { get; }

    /// <summary>Finds a live model.</summary>
    /// <param name="id">The model's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The model, or null when it is unknown or deleted.</returns>
    ValueTask<RegisteredModel?> FindAsync(ModelId id, CancellationToken cancellationToken);

    /// <summary>Lists live models.</summary>
    /// <param name="listing">Which, and how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The models and, if asked for, the count, both of one view of the data.</returns>
    ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken);

    /// <summary>Adds a model, unless the key's request was done before.</summary>
    /// <param name="caller">Who does it, for the change log.</param>
    /// <param name="key">The request's idempotency, or null.</param>
    /// <param name="make">
    /// Makes the model, given the time of the change. Called inside the transaction, at most once; must be quick and touch
    /// nothing else. What it throws comes back to the caller.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; honoured only until the work has begun.</param>
    /// <returns>The model; for a repeated request the first result, also if the model has since changed or gone.</returns>
    /// <exception cref="RegistryException">
    /// The name and version are taken by a live model of the tenant, or the request id was used for another request.
    /// </exception>
    Task<RegisteredModel> CreateAsync(
        Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make, CancellationToken cancellationToken);

    /// <summary>Changes a live model: reads it, decides, writes it and logs the change as one step that no other comes between.</summary>
    /// <param name="caller">Who does it, for the change log.</param>
    /// <param name="kind">What it does, for the change log.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="change">
    /// Gives the model afterwards, from the current one and the time of the change; the same instance means that nothing
    /// changes, and nothing is written. One with <see cref="RegisteredModel.DeletedAt"/> set is hidden from then on.
    /// Called inside the transaction, at most once; must be quick and touch nothing else. What it throws comes back.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; honoured only until the work has begun.</param>
    /// <returns>The model afterwards, or null when it is unknown or deleted.</returns>
    /// <exception cref="RegistryException">The new name is taken by a live model of the tenant.</exception>
    Task<RegisteredModel?> ChangeAsync(
        Caller caller,
        ChangeKind kind,
        ModelId id,
        Func<RegisteredModel, DateTimeOffset, RegisteredModel> change,
        CancellationToken cancellationToken);

    /// <summary>Reads the change log.</summary>
    /// <param name="afterRevision">Begin behind this revision; 0 begins at the first.</param>
    /// <param name="limit">Return this many at most; positive.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The changes in the order of their revisions, which is the order of their commits.</returns>
    ValueTask<ImmutableArray<ModelChange>> ReadChangesAsync(long afterRevision, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads from the database to learn whether it answers, for readiness. It writes nothing: where reads go on and changes
    /// fail, as on a full disk, it succeeds.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}

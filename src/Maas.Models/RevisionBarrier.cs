namespace Maas.Models;

/// <summary>
/// Keeps callers from reading what is older than what they have seen: a call that begins behind the barrier reflects at least the
/// revision that was asked for. Safe for use by many threads at once.
/// </summary>
/// <param name="store">Whose revisions these are.</param>
/// <param name="limit">How long to wait for a revision that the database has not come to.</param>
/// <param name="clock">What the limit goes by.</param>
public sealed class RevisionBarrier(IModelStore store, TimeSpan limit, TimeProvider clock)
{
    /// <summary>Waits until the database has come to a revision.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RegistryException">
    /// It has not within the limit, see <see cref="RegistryException.RevisionNotReached"/>: as after a restore from a backup.
    /// </exception>
    public ValueTask PassAsync(long revision, CancellationToken cancellationToken) =>
        revision <= store.NewestRevision ? ValueTask.CompletedTask : WaitAsync(revision, cancellationToken);

    private async ValueTask WaitAsync(long revision, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        while (await store.ReadNewestAsync(cancellationToken) is var newest && newest < revision)
        {
            try
            {
                either.Token.ThrowIfCancellationRequested();

                // For this revision, not for any change: callers that wait for one far ahead must not read with each commit.
                await store.WaitForChangeAsync(revision - 1, either.Token);
            }
            catch (OperationCanceledException) when (expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw RegistryException.RevisionNotReached(Math.Max(newest, store.NewestRevision));
            }
        }
    }
}

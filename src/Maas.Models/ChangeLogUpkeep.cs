namespace Maas.Models;

/// <summary>What operators do to the change log. Safe for use by many threads at once.</summary>
/// <remarks>
/// The log is one for all tenants, so both methods throw <see cref="RegistryException"/> with
/// <see cref="RegistryErrorCode.PermissionDenied"/> to a caller who belongs to one.
/// </remarks>
/// <param name="store">Keeps the log.</param>
public sealed class ChangeLogUpkeep(IModelStore store)
{
    /// <summary>Tells which revisions the log holds.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The newest revision, 0 before the first change, and the oldest one that is kept.</returns>
    public async ValueTask<(long Newest, long Oldest)> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        RequireOperator(caller);
        return await store.ReadBoundsAsync(cancellationToken);
    }

    /// <summary>Replaces the log before a revision by a snapshot at it, see <see cref="IModelStore.CompactAsync"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="revision">The oldest revision to keep, at least 1.</param>
    /// <param name="cancellationToken">Ends the work; what has been compacted by then stays so.</param>
    /// <returns>The oldest revision that is kept then.</returns>
    /// <exception cref="RegistryException">
    /// Also <see cref="RegistryErrorCode.Invalid"/> for a revision below 1, and
    /// <see cref="RegistryErrorCode.OutOfRange"/> for one that there is not yet.
    /// </exception>
    public async Task<long> CompactAsync(Caller caller, long revision, CancellationToken cancellationToken)
    {
        RequireOperator(caller);
        return revision >= 1
            ? await store.CompactAsync(revision, cancellationToken)
            : throw RegistryException.InvalidField(RegistryReason.InvalidFields, "revision", $"is {revision}; it must be at least 1");
    }

    private static void RequireOperator(Caller caller)
    {
        if (caller.Tenant is not null)
        {
            throw new RegistryException(RegistryErrorCode.PermissionDenied, "The change log is the operator's.");
        }
    }
}

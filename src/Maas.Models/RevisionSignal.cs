namespace Maas.Models;

/// <summary>For stores: the newest revision that is known, and a way to wait for a newer one. Safe for use by many threads at once.</summary>
public sealed class RevisionSignal
{
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private long _newest;

    /// <summary>The newest revision so far; never goes down.</summary>
    public long Newest => Volatile.Read(ref _newest);

    /// <summary>Tells that a revision is committed; an older one than is known is passed over.</summary>
    /// <param name="revision">The revision.</param>
    public void Advance(long revision)
    {
        if (revision <= Newest)
        {
            return;
        }

        List<Waiter> reached;
        lock (_lock)
        {
            Volatile.Write(ref _newest, Math.Max(_newest, revision));
            reached = _waiters.FindAll(waiter => waiter.After < _newest);
            _waiters.RemoveAll(waiter => waiter.After < _newest);
        }

        reached.ForEach(waiter => waiter.Reached.TrySetResult());
    }

    /// <summary>Waits until a revision behind the given one is known.</summary>
    /// <param name="afterRevision">The revision.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(long afterRevision, CancellationToken cancellationToken)
    {
        if (Newest > afterRevision)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            if (_newest > afterRevision)
            {
                return Task.CompletedTask;
            }

            // Whoever advances must not run what comes after the wait.
            var waiter = new Waiter(afterRevision, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
            return WaitAsync(waiter, cancellationToken);
        }
    }

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Reached.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private sealed record Waiter(long After, TaskCompletionSource Reached);
}

namespace Maas.Models.Watching;

/// <summary>
/// Tells readers of changes as they are made, whichever process made them. One loop reads the log for all of them, and keeps the
/// newest changes; each reader goes through these at its own pace. Nothing that a reader does holds up a writer or another reader.
/// Safe for use by many threads at once.
/// </summary>
/// <typeparam name="T">What a change is to the host, such as its message.</typeparam>
public sealed class ChangeFeed<T> : IAsyncDisposable
    where T : class
{
    private readonly ModelLimits _limits;
    private readonly IChangeFeedObserver _observer;
    private readonly FeedParts<T> _parts;
    private readonly LogFollower<T> _follower;
    private readonly Lock _lock = new();
    private readonly HashSet<ChangeReader<T>> _readers = [];
    private readonly Dictionary<ChangeSelection, SharedSelection<T>> _selections = [];
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _following;
    private bool _isStopped;

    /// <summary>Makes a feed, which does nothing until somebody watches.</summary>
    /// <param name="store">Has the log; it must outlive the feed.</param>
    /// <param name="limits">What requests may hold.</param>
    /// <param name="clock">Paces readers.</param>
    /// <param name="options">How much is kept, and how fast it is told.</param>
    /// <param name="render">Makes of a change what the host sends; called once a change for all readers, and again where a reader must not see all.</param>
    /// <param name="observer">Told what happens.</param>
    public ChangeFeed(
        IModelStore store, ModelLimits limits, TimeProvider clock, ChangeFeedOptions options, Func<ModelChange, T> render, IChangeFeedObserver observer)
    {
        _limits = limits;
        _observer = observer;
        _parts = new FeedParts<T>(store, clock, options, render);
        _follower = new LogFollower<T>(store, _parts, WhenWantedAsync, CutOffWhoIsOvertaken, observer);
    }

    /// <summary>
    /// Sends changes until something ends it, which is always told by an exception. The first batch comes at once, without changes,
    /// and tells the revision behind which the watch begins.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Where to begin, and which changes to send.</param>
    /// <param name="send">
    /// Sends one batch; the next one comes when its task has ended. The token is cancelled where the watch has ended meanwhile and
    /// the task still has not after some time: then it is no longer waited for. It must end by itself where the caller is gone.
    /// </param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="RegistryException">
    /// <see cref="RegistryErrorCode.Invalid"/> for a malformed request. <see cref="RegistryErrorCode.OutOfRange"/> for a revision that
    /// is compacted or not yet there, also where compaction overtakes the watch, and for a reader that is too slow
    /// (<see cref="RegistryReason.WatchFellBehind"/>). <see cref="RegistryErrorCode.Unavailable"/> where the log cannot be read at the
    /// beginning, and when the feed stops.
    /// </exception>
    public async Task WatchAsync(
        Caller caller, WatchQuery query, Func<WatchBatch<T>, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var request = WatchRequest.From(caller, query, _limits);
        var (after, newest) = await FindPlaceAsync(request, cancellationToken);
        var reader = Join(after, newest, request);
        try
        {
            await reader.RunAsync(send, cancellationToken);
        }
        catch (RegistryException error) when (error.Reason == RegistryReason.WatchFellBehind)
        {
            _observer.ReaderCutOff();
            throw;
        }
        finally
        {
            Leave(reader);
        }
    }

    /// <summary>Ends all watches as unavailable, and those that come.</summary>
    public void Stop()
    {
        ChangeReader<T>[] readers;
        lock (_lock)
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = true;
            readers = [.. _readers];
        }

        _ = _parts.StopAsync();
        foreach (var reader in readers)
        {
            reader.End(ReaderEnd.Stopped);
        }
    }

    /// <summary>Stops, and waits for the loop that reads the log.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        if (_following is { } following)
        {
            await following;
        }

        _parts.Dispose();
    }

    private async Task<(long After, long Newest)> FindPlaceAsync(WatchRequest request, CancellationToken cancellationToken)
    {
        // Of the database, not of what this process has heard: a caller may know of a change that another one made a moment ago.
        var end = await _parts.Pages.ReadEndAsync(cancellationToken);
        _parts.See(end);
        var after = request.After ?? end.Newest;
        return after > end.Newest ? throw RegistryException.RevisionNotReached(end.Newest)
            : after + 1 < end.Oldest ? throw RegistryException.RevisionCompacted(end.Oldest)
            : (after, end.Newest);
    }

    private ChangeReader<T> Join(long after, long newest, WatchRequest request)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                throw RegistryException.Stopping();
            }

            // While nobody watched, the ring was left behind.
            if (_readers.Count == 0 && newest > _parts.Ring.Newest)
            {
                _parts.Ring.Restart(newest);
                _parts.Turns.Advance(newest);
            }

            if (!_selections.TryGetValue(request.Selection, out var shared))
            {
                shared = new SharedSelection<T>(request.Selection, _parts.Ring, _parts.Render, _parts.Options);
                _selections.Add(request.Selection, shared);
            }

            shared.Readers++;
            var reader = new ChangeReader<T>(after, request, shared, _parts);
            _readers.Add(reader);
            _wanted.TrySetResult();
            _following ??= Follow();
            _observer.ReaderBegan();
            return reader;
        }
    }

    private void Leave(ChangeReader<T> reader)
    {
        lock (_lock)
        {
            _readers.Remove(reader);
            if (--reader.Shared.Readers == 0)
            {
                _selections.Remove(reader.Shared.Selection);
            }

            if (_readers.Count == 0)
            {
                _wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        _observer.ReaderEnded();
    }

    // The loop is nobody's call: the first reader's activity and log scopes end with the first reader.
    private Task Follow()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => _follower.RunAsync(_parts.Stopping));
        }
    }

    private Task WhenWantedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _wanted.Task.WaitAsync(cancellationToken);
        }
    }

    private void CutOffWhoIsOvertaken()
    {
        lock (_lock)
        {
            var start = _parts.Ring.Start;
            foreach (var reader in _readers)
            {
                if (reader.Held < start)
                {
                    reader.End(ReaderEnd.Overtaken);
                }
            }
        }
    }
}

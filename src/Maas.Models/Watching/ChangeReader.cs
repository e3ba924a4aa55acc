using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Maas.Models.Watching;

// One watch. It holds a place in the log and no changes but those that it is sending.
[SuppressMessage("Design", "CA1001", Justification = "The sources have neither timer nor handle.")]
internal sealed class ChangeReader<T>
    where T : class
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SharedSelection<T> _shared;
    private readonly FeedParts<T> _feed;
    private readonly TimeSpan _interval;
    private readonly ReaderTurn _turn = new();
    private readonly CancellationTokenSource _life = new();
    private readonly CancellationTokenSource _givenUp = new();
    private TimeSpan _pause = FirstPause;
    private long _at;
    private long _sentAt;
    private long _held = long.MaxValue;
    private bool _isLive;
    private int _end;

    public ChangeReader(long after, WatchRequest request, SharedSelection<T> shared, FeedParts<T> feed)
    {
        _at = after;
        _interval = request.ProgressInterval;
        _shared = shared;
        _feed = feed;
    }

    public SharedSelection<T> Shared => _shared;

    // The reader is overtaken when the ring no longer has what is behind this revision. While it reads the log it can't be; a
    // write that takes it longer than all that was in the ring at its beginning counts as too slow then as well.
    public long Held => Volatile.Read(ref _held);

    // The first reason counts.
    public void End(ReaderEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, (int)ReaderEnd.None) == (int)ReaderEnd.None)
        {
            // Not on this thread, which has others to end.
            _ = _life.CancelAsync();
            Wake();
        }
    }

    // Sends batches until something ends it, which is always an exception.
    public async Task RunAsync(Func<WatchBatch<T>, CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var caller = cancellationToken.UnsafeRegister(static reader => ((ChangeReader<T>)reader!).Wake(), this);
        await using var progress = _feed.Clock.CreateTimer(
            static reader => ((ChangeReader<T>)reader!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            await SendAsync(new WatchBatch<T>(_at, []), send);
            while (true)
            {
                await SendAsync(await NextAsync(progress, cancellationToken), send);
            }
        }
        finally
        {
            _feed.Turns.Took(_turn);
        }
    }

    private void Wake() => _feed.Turns.Release(_turn);

    private async ValueTask<WatchBatch<T>> NextAsync(ITimer progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfEnded();
            var batch = await ReadAsync(cancellationToken);
            _feed.Turns.Took(_turn);
            _at = batch.Revision;
            var left = _interval - _feed.Clock.GetElapsedTime(_sentAt);
            if (batch.Changes.Length > 0 || left <= TimeSpan.Zero)
            {
                return batch;
            }

            if (_isLive)
            {
                Volatile.Write(ref _held, _at);
                await WaitAsync(progress, left, cancellationToken);
            }
        }
    }

    private async Task WaitAsync(ITimer progress, TimeSpan left, CancellationToken cancellationToken)
    {
        var turn = _feed.Turns.WaitAsync(_turn, _at);
        progress.Change(left, Timeout.InfiniteTimeSpan);

        // What came before the wait began has woken nobody.
        if (cancellationToken.IsCancellationRequested || Volatile.Read(ref _end) != (int)ReaderEnd.None)
        {
            Wake();
        }

        await turn;
        progress.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private async ValueTask<WatchBatch<T>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_shared.After(_at) is { } batch)
        {
            _isLive = true;
            return batch;
        }

        if (_isLive)
        {
            End(ReaderEnd.Overtaken);
            ThrowIfEnded();
        }

        return await ReadLogAsync(cancellationToken);
    }

    private async Task<WatchBatch<T>> ReadLogAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _life.Token);
        var builder = _shared.Begin(_at);
        try
        {
            await FillAsync(builder, both.Token);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            ThrowIfEnded();
        }

        return builder.Build();
    }

    private async Task FillAsync(BatchBuilder<T> builder, CancellationToken cancellationToken)
    {
        ImmutableArray<ModelChange> changes = [];
        try
        {
            changes = (await _feed.Pages.ReadAsync(_at, cancellationToken)).Changes;
        }
        catch (RegistryException error) when (error.Code == RegistryErrorCode.Unavailable)
        {
            // The follower meets the same, and tells of it; a reader only waits.
        }

        if (changes.IsEmpty)
        {
            await PauseAsync(cancellationToken);
            return;
        }

        _pause = FirstPause;
        foreach (var change in changes)
        {
            if (!builder.TryAdd(new LoggedChange<T>(change, _feed.Render)))
            {
                return;
            }
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var pause = _pause;
        _pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        await Task.Delay(pause, _feed.Clock, cancellationToken);
    }

    private async Task SendAsync(WatchBatch<T> batch, Func<WatchBatch<T>, CancellationToken, Task> send)
    {
        // The batch counts as sent from here on: also while it waits to be read, and where the reader is cut off meanwhile.
        Volatile.Write(ref _held, _isLive ? _at : _feed.Ring.Newest);
        var sending = send(batch, _givenUp.Token);
        if (!sending.IsCompleted)
        {
            await WaitToBeReadAsync(sending);
        }

        await sending;
        _sentAt = _feed.Clock.GetTimestamp();
        if (!_isLive)
        {
            Volatile.Write(ref _held, long.MaxValue);
        }
    }

    private async Task WaitToBeReadAsync(Task sending)
    {
        if (await EndedWithinAsync(sending, Timeout.InfiniteTimeSpan, _life.Token))
        {
            return;
        }

        // A reader that comes back reads what it was sent before, and behind it the reason.
        var grace = _end == (int)ReaderEnd.Stopped ? _feed.Options.StopGrace : _feed.Options.CutOffGrace;
        if (!await EndedWithinAsync(sending, grace, _feed.Stopping))
        {
            await EndedWithinAsync(sending, _feed.Options.StopGrace, CancellationToken.None);
        }

        if (sending.IsCompleted)
        {
            await sending;
        }
        else
        {
            await _givenUp.CancelAsync();
        }

        ThrowIfEnded();
    }

    // However it ended.
    private async Task<bool> EndedWithinAsync(Task sending, TimeSpan time, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(time, _feed.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return sending.IsCompleted;
    }

    private void ThrowIfEnded()
    {
        switch ((ReaderEnd)Volatile.Read(ref _end))
        {
            case ReaderEnd.Stopped:
                throw RegistryException.Stopping();
            case ReaderEnd.Overtaken:
                throw _at + 1 < _feed.Oldest ? RegistryException.RevisionCompacted(_feed.Oldest) : RegistryException.WatchFellBehind(_at + 1);
        }
    }
}

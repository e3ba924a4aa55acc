namespace Maas.Models.Watching;

// Says when readers may go on, so that however many there are, those who write have a processor left: a round is a few
// readers, and each gets a turn within a bounded time.
internal sealed class ReaderTurns : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly ChangeFeedOptions _options;
    private readonly Lock _lock = new();
    private readonly HashSet<ReaderTurn> _idle = [];
    private readonly Queue<ReaderTurn> _due = new();
    private readonly ITimer _timer;
    private long _newest;
    private long _lastRound;
    private int _taking;
    private bool _isArranged;

    public ReaderTurns(TimeProvider clock, ChangeFeedOptions options)
    {
        _clock = clock;
        _options = options;
        _lastRound = clock.GetTimestamp() - clock.TimestampFrequency;
        _timer = clock.CreateTimer(static turns => ((ReaderTurns)turns!).Round(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // All who waited for what there is have had their turn, and have read.
    public bool IsDrained
    {
        get
        {
            lock (_lock)
            {
                return _due.Count == 0 && _taking == 0;
            }
        }
    }

    // There are changes up to this revision.
    public void Advance(long newest)
    {
        lock (_lock)
        {
            _newest = newest;
            foreach (var turn in _idle)
            {
                MakeDue(turn);
            }

            _idle.Clear();
            Arrange();
        }
    }

    // Ends with the reader's turn, which comes once there are changes behind the revision, or when it is released.
    public Task WaitAsync(ReaderTurn turn, long after)
    {
        lock (_lock)
        {
            turn.Waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (after >= _newest)
            {
                _idle.Add(turn);
            }
            else
            {
                MakeDue(turn);
                Arrange();
            }

            return turn.Waiting.Task;
        }
    }

    public void Release(ReaderTurn turn)
    {
        lock (_lock)
        {
            _idle.Remove(turn);
            turn.Waiting?.TrySetResult();
            turn.Waiting = null;
        }
    }

    // The reader has read, or will not.
    public void Took(ReaderTurn turn)
    {
        if (turn.IsTaking)
        {
            lock (_lock)
            {
                turn.IsTaking = false;
                _taking--;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    // One that was released is in the queue still: it has its place there, and does not get another.
    private void MakeDue(ReaderTurn turn)
    {
        if (!turn.IsDue)
        {
            turn.IsDue = true;
            _due.Enqueue(turn);
        }
    }

    private void Arrange()
    {
        if (_isArranged || _due.Count == 0)
        {
            return;
        }

        _isArranged = true;
        var rest = _options.Round - _clock.GetElapsedTime(_lastRound);
        _timer.Change(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Round()
    {
        lock (_lock)
        {
            _isArranged = false;
            _lastRound = _clock.GetTimestamp();
            var needed = (int)Math.Ceiling(_due.Count * (_options.Round / _options.LongestWait));
            for (var left = Math.Max(_options.TurnsPerRound, needed); left > 0 && _due.TryDequeue(out var turn); left--)
            {
                Give(turn);
            }

            Arrange();
        }
    }

    private void Give(ReaderTurn turn)
    {
        turn.IsDue = false;
        if (turn.Waiting is { } waiting)
        {
            // It may be idle: where it was released, and waits anew in an old place.
            _idle.Remove(turn);
            turn.Waiting = null;
            turn.IsTaking = true;
            _taking++;
            waiting.TrySetResult();
        }
    }
}

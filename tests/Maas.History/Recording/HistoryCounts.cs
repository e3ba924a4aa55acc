namespace Maas.History.Recording;

/// <summary>How much of each kind was written down.</summary>
internal sealed class HistoryCounts
{
    private int _changes;
    private int _reads;
    private int _refusals;
    private int _undone;
    private int _lost;
    private int _watched;

    /// <summary>Calls that change, and were answered.</summary>
    public int Changes => _changes;

    public int Reads => _reads;

    public int Refusals => _refusals;

    public int Undone => _undone;

    public int Lost => _lost;

    /// <summary>Changes that came by streams.</summary>
    public int Watched => _watched;

    public void Count(Operation operation) => Interlocked.Increment(ref CounterOf(operation));

    public void Count(WatchStream stream) => Interlocked.Add(ref _watched, stream.Received.Sum(part => part.Response.Changes.Count));

    private ref int CounterOf(Operation operation)
    {
        switch (operation.Outcome)
        {
            case Outcome.Answered when operation.IsRead:
                return ref _reads;
            case Outcome.Answered:
                return ref _changes;
            case Outcome.Refused:
                return ref _refusals;
            case Outcome.Undone:
                return ref _undone;
            default:
                return ref _lost;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Maas.History.Recording;

/// <summary>Writes down what all clients do, by one clock that never goes back.</summary>
internal sealed class Recorder
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<Operation> _operations = new();
    private readonly ConcurrentQueue<WatchStream> _streams = new();
    private int _numbers;

    /// <summary>How much there is so far.</summary>
    public HistoryCounts Counts { get; } = new();

    /// <summary>Now, in ticks of 100 ns since the start.</summary>
    public long Now => Stopwatch.GetElapsedTime(_start).Ticks;

    public int TakeNumber() => Interlocked.Increment(ref _numbers);

    public void Add(Operation operation)
    {
        _operations.Enqueue(operation);
        Counts.Count(operation);
    }

    public void Add(WatchStream stream)
    {
        _streams.Enqueue(stream);
        Counts.Count(stream);
    }

    /// <summary>What was written down, for checking.</summary>
    public RecordedHistory Finish() => new([.. _operations], [.. _streams]);
}

using System.Diagnostics;

namespace Maas.Bench.Driving;

/// <summary>How long each call of a load takes. The clock is read once for all calls that a write begins or a read ends.</summary>
internal sealed class LoadClock(int calls)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly long[] _times = new long[calls];
    private long _now;

    public void Read() => _now = Stopwatch.GetTimestamp();

    public void Begin(int call) => _times[call] = _now;

    public void End(int call) => _times[call] = _now - _times[call];

    /// <summary>What was measured, once every call has ended.</summary>
    public LoadRun Result(long sent, long received)
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        Array.Sort(_times);
        return new LoadRun(calls, elapsed, sent, received, Share(50), Share(99));
    }

    private TimeSpan Share(int percent) => Stopwatch.GetElapsedTime(0, _times[Math.Min(calls * percent / 100, calls - 1)]);
}

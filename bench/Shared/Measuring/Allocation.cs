using System.Diagnostics;

namespace Maas.Bench.Measuring;

/// <summary>What a piece of code allocates by itself.</summary>
internal static class Allocation
{
    private const int Runs = 10_000;

    // Long enough to be compiled with optimisation, since code without it allocates what is not needed.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(300);

    /// <summary>Bytes allocated by one run, which stays on its thread.</summary>
    public static double Of(Action run)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < WarmUp;)
        {
            run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var done = 0; done < Runs; done++)
        {
            run();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Runs;
    }
}

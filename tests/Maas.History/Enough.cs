using Maas.History.Faults;
using Maas.History.Recording;

namespace Maas.History;

/// <summary>How much has to happen in a round for it to show anything.</summary>
internal static class Enough
{
    // Low: it has to come together also on a machine that is busy with other things.
    private const int ChangesPerSecond = 5;
    private const int ReadsPerSecond = 3;
    private const int RefusalsPerSecond = 3;
    private const int WatchedPerSecond = 5;

    /// <summary>What there is too little of, a line each.</summary>
    public static IReadOnlyList<string> Missing(TimeSpan time, HistoryCounts had, FaultCounts broken)
    {
        var seconds = (int)time.TotalSeconds;
        (string Of, int Had, int Needed)[] counts =
        [
            ("acknowledged changes", had.Changes, ChangesPerSecond * seconds),
            ("answered reads", had.Reads, ReadsPerSecond * seconds),
            ("refusals", had.Refusals, RefusalsPerSecond * seconds),
            ("watched changes", had.Watched, WatchedPerSecond * seconds),
            ("kills", broken.Kills, 1),
            ("cut connections", broken.Cuts, 1),
        ];
        return [.. counts.Where(count => count.Had < count.Needed).Select(count => $"{count.Had} {count.Of}, at least {count.Needed} are needed")];
    }
}

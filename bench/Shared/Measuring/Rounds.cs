using Maas.Bench.Processes;

namespace Maas.Bench.Measuring;

/// <summary>
/// What each round of one variant used. Variants are measured in turn, so that a round's share of a busy machine falls on all
/// of them, and are compared within a round.
/// </summary>
internal sealed class Rounds(int calls)
{
    private readonly List<Usage> _used = [];

    /// <summary>CPU time of a call in microseconds, in the rounds that were disturbed least: their lower quartile.</summary>
    public double Cpu => Spread.Of(_used.Select(used => used.Cpu.TotalMicroseconds / calls)).Low;

    /// <summary>Bytes allocated for a call, in the middle round.</summary>
    public double Allocated => Spread.Of(_used.Select(used => used.Allocated / (double)calls)).Median;

    public async Task MeasureAsync(Child measured, Func<Task> load)
    {
        var before = await measured.UsageAsync();
        await load();
        _used.Add(await measured.UsageAsync() - before);
    }

    /// <summary>How many times another's CPU time this took, round by round.</summary>
    public Spread CpuBeside(Rounds other) => Spread.Of(_used.Zip(other._used, (mine, theirs) => mine.Cpu / theirs.Cpu));
}

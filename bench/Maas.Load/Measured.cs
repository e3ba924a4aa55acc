using Maas.Bench.Driving;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;

namespace Maas.Load;

/// <summary>
/// What each round of one way had, for one call and one number in flight. Ratios are taken within a round; what is told by itself
/// is of the rounds that were disturbed least, their better quartile.
/// </summary>
internal sealed class Measured
{
    private readonly List<(TimeSpan Cpu, LoadRun Run)> _rounds = [];

    public double Rate => Of(round => RateOf(round.Run)).High;

    /// <summary>CPU time of a call in microseconds, of all processes that serve it together.</summary>
    public double Cpu => Of(CpuOf).Low;

    /// <summary>How much of its core the servers had.</summary>
    public double Busy => Of(round => round.Cpu / round.Run.Elapsed).Median;

    public double Sent => Of(round => round.Run.Sent / (double)round.Run.Calls).Median;

    public double Received => Of(round => round.Run.Received / (double)round.Run.Calls).Median;

    public double Median => Of(round => round.Run.Median.TotalMicroseconds).Low;

    public double Slow => Of(round => round.Run.Slow.TotalMicroseconds).Low;

    public async Task MeasureAsync(IReadOnlyList<Child> servers, Func<Task<LoadRun>> load)
    {
        var before = await CpuAsync();
        var run = await load();
        _rounds.Add((await CpuAsync() - before, run));

        async Task<TimeSpan> CpuAsync()
        {
            var used = TimeSpan.Zero;
            foreach (var server in servers)
            {
                used += (await server.UsageAsync()).Cpu;
            }

            return used;
        }
    }

    /// <summary>How many times another's CPU time this took.</summary>
    public Spread CpuBeside(Measured other) => Beside(other, CpuOf);

    /// <summary>How many times more requests this answered in the same time.</summary>
    public Spread RateBeside(Measured other) => Beside(other, round => RateOf(round.Run));

    /// <summary>How many times longer half of the calls took at most.</summary>
    public Spread MedianBeside(Measured other) => Beside(other, round => round.Run.Median.TotalMicroseconds);

    private static double RateOf(LoadRun run) => run.Calls / run.Elapsed.TotalSeconds;

    private static double CpuOf((TimeSpan Cpu, LoadRun Run) round) => round.Cpu.TotalMicroseconds / round.Run.Calls;

    private Spread Of(Func<(TimeSpan Cpu, LoadRun Run), double> number) => Spread.Of(_rounds.Select(number));

    private Spread Beside(Measured other, Func<(TimeSpan Cpu, LoadRun Run), double> number) =>
        Spread.Of(_rounds.Zip(other._rounds, (mine, theirs) => number(mine) / number(theirs)));
}

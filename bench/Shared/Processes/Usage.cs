using System.Globalization;

namespace Maas.Bench.Processes;

/// <summary>What a process has used up since its start.</summary>
/// <param name="Cpu">Time in user and kernel mode, of all threads.</param>
/// <param name="Allocated">Bytes allocated on the managed heap.</param>
internal readonly record struct Usage(TimeSpan Cpu, long Allocated)
{
    public static Usage Now() => new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));

    public static Usage operator -(Usage after, Usage before) => new(after.Cpu - before.Cpu, after.Allocated - before.Allocated);

    public static Usage Parse(string line)
    {
        var fields = line.Split(' ');
        return new(
            TimeSpan.FromTicks(long.Parse(fields[0], CultureInfo.InvariantCulture)),
            long.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cpu.Ticks} {Allocated}");
}

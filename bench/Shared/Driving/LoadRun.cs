using System.Globalization;

namespace Maas.Bench.Driving;

/// <summary>What a load saw of the server that it kept busy.</summary>
/// <param name="Calls">How many calls it made.</param>
/// <param name="Elapsed">How long they took together, with their connections.</param>
/// <param name="Sent">Bytes that went into its sockets: what TCP carries, without its own headers.</param>
/// <param name="Received">Bytes that came out of them.</param>
/// <param name="Median">What half of the calls took at most, from the write of the request to the end of its reply.</param>
/// <param name="Slow">What 99 of 100 took at most.</param>
internal readonly record struct LoadRun(int Calls, TimeSpan Elapsed, long Sent, long Received, TimeSpan Median, TimeSpan Slow)
{
    public static LoadRun Parse(string line)
    {
        long[] fields = [.. line.Split(' ').Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
        return new(
            (int)fields[0], TimeSpan.FromTicks(fields[1]), fields[2], fields[3], TimeSpan.FromTicks(fields[4]), TimeSpan.FromTicks(fields[5]));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Calls} {Elapsed.Ticks} {Sent} {Received} {Median.Ticks} {Slow.Ticks}");
}

using System.Globalization;

namespace Maas.Grpc.Protocol;

/// <summary>The text of <c>grpc-timeout</c>: at most eight digits and a unit (PROTOCOL-HTTP2.md, Timeout).</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;
    private const int NanosecondsPerTick = 100;

    // 11,400 years; the only timeouts that are sent shorter than they are.
    private const string Longest = "99999999H";

    private static readonly (long Ticks, char Unit)[] Units =
    [
        (TimeSpan.TicksPerMicrosecond, 'u'),
        (TimeSpan.TicksPerMillisecond, 'm'),
        (TimeSpan.TicksPerSecond, 'S'),
        (TimeSpan.TicksPerMinute, 'M'),
        (TimeSpan.TicksPerHour, 'H'),
    ];

    /// <summary>Writes a timeout in the finest unit that holds it, rounded up so that the server never ends before the client.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 0);
        if (ticks <= MaxValue / NanosecondsPerTick)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{ticks * NanosecondsPerTick}n");
        }

        foreach (var (unitTicks, unit) in Units)
        {
            var value = (ticks / unitTicks) + (ticks % unitTicks == 0 ? 0 : 1);
            if (value <= MaxValue)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
            }
        }

        return Longest;
    }

    /// <summary>Reads a timeout; false when the text is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (text[^1] == 'n')
        {
            timeout = new TimeSpan((value + NanosecondsPerTick - 1) / NanosecondsPerTick);
            return true;
        }

        var unitTicks = TicksOf(text[^1]);
        timeout = new TimeSpan(value * unitTicks);
        return unitTicks > 0;
    }

    private static long TicksOf(char unit) => unit switch
    {
        'u' => TimeSpan.TicksPerMicrosecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'S' => TimeSpan.TicksPerSecond,
        'M' => TimeSpan.TicksPerMinute,
        'H' => TimeSpan.TicksPerHour,
        _ => 0,
    };
}

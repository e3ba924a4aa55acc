namespace Maas.Models;

/// <summary>Times as the registry keeps them: UTC, in whole microseconds.</summary>
public static class Microseconds
{
    /// <summary>Drops what is below a microsecond.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The same time or up to a microsecond earlier, in UTC.</returns>
    public static DateTimeOffset Truncate(DateTimeOffset time) => FromEpoch(SinceEpoch(time));

    /// <summary>Counts microseconds since 1970-01-01T00:00:00Z, rounding down.</summary>
    /// <param name="time">The time.</param>
    public static long SinceEpoch(DateTimeOffset time) =>
        (time.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The time that many microseconds after 1970-01-01T00:00:00Z.</summary>
    /// <param name="microseconds">The count.</param>
    public static DateTimeOffset FromEpoch(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}

namespace Maas.ApiGateway.Calls;

/// <summary>
/// The timeout that a caller may name, as gRPC's PROTOCOL-HTTP2.md writes it: a positive number of at most 8 digits, and a unit.
/// </summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const int NanosecondsPerTick = 100;

    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1 || !text.AsSpan(0, text.Length - 1).TryParseDigits(out var amount) || amount == 0)
        {
            return false;
        }

        var ticks = text[^1] switch
        {
            'H' => amount * TimeSpan.TicksPerHour,
            'M' => amount * TimeSpan.TicksPerMinute,
            'S' => amount * TimeSpan.TicksPerSecond,
            'm' => amount * TimeSpan.TicksPerMillisecond,
            'u' => amount * TimeSpan.TicksPerMicrosecond,
            'n' => (amount + NanosecondsPerTick - 1) / NanosecondsPerTick,
            _ => 0,
        };
        timeout = TimeSpan.FromTicks(ticks);
        return ticks > 0;
    }

    private static bool TryParseDigits(this ReadOnlySpan<char> digits, out long amount)
    {
        amount = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            amount = (amount * 10) + (digit - '0');
        }

        return true;
    }
}

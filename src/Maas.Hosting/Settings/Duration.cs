using System.Globalization;
using System.Text.RegularExpressions;

namespace Maas.Hosting.Settings;

/// <summary>Durations as people write them: a whole number and a unit, <c>500ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>.</summary>
/// <remarks>Not <see cref="TimeSpan.Parse(string)"/>, which reads a plain 5 as five days.</remarks>
internal static partial class Duration
{
    public static TimeSpan Parse(string text)
    {
        var match = NumberAndUnit().Match(text);
        if (!match.Success || !long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > int.MaxValue)
        {
            throw new FormatException("must be a duration such as 500ms, 5s, 2m or 1h");
        }

        return match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
    }

    public static string Format(TimeSpan duration) =>
        duration.Milliseconds != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0}ms")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}s");

    [GeneratedRegex("^([0-9]{1,10})(ms|s|m|h)$")]
    private static partial Regex NumberAndUnit();
}

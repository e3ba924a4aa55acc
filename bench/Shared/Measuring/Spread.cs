using System.Globalization;

namespace Maas.Bench.Measuring;

/// <summary>What the rounds of a run had for one number: the middle one, and the quarters around it.</summary>
internal readonly record struct Spread(double Low, double Median, double High)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(sorted[sorted.Length / 4], sorted[sorted.Length / 2], sorted[sorted.Length * 3 / 4]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} ({Low:0.00}–{High:0.00})");
}

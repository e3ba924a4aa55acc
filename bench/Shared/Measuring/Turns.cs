namespace Maas.Bench.Measuring;

/// <summary>The order of variants in a round: each round starts with the next one, so that none always follows the same other.</summary>
internal static class Turns
{
    public static IEnumerable<T> Of<T>(IReadOnlyList<T> variants, int round) =>
        Enumerable.Range(round, variants.Count).Select(turn => variants[turn % variants.Count]);
}

using System.Globalization;

namespace Maas.History;

/// <summary>What a round found, for people.</summary>
internal static class RoundReport
{
    private const int MostShown = 20;
    private const int MostErrors = 5;
    private const int LongestError = 500;

    public static void Write(RoundResult result, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Settings.Store}, seed {result.Settings.Seed}, {result.Settings.Time.TotalSeconds:0} s: {(result.IsGood ? "sound" : "NOT SOUND")}"));
        var counts = result.Counts;
        output.WriteLine($"  {counts.Changes} changes and {counts.Reads} reads answered, {counts.Refusals} calls refused, "
            + $"{counts.Undone} not done, {counts.Lost} of unknown outcome");
        output.WriteLine($"  {result.Newest} revisions, {counts.Watched} changes received by watches");
        output.WriteLine($"  {result.Faults}");
        foreach (var missing in result.Missing)
        {
            output.WriteLine($"  too little: {missing}");
        }

        foreach (var rule in result.Violations.CountBy(violation => violation.Rule))
        {
            output.WriteLine($"  {rule.Key} is broken {rule.Value} times");
        }

        foreach (var violation in result.Violations.Take(MostShown))
        {
            output.WriteLine($"  {violation}");
        }

        foreach (var error in result.LoggedErrors.Take(MostErrors))
        {
            output.WriteLine($"  logged: {(error.Length > LongestError ? error[..LongestError] + "…" : error)}");
        }
    }
}

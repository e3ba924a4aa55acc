using Maas.History.Checking;
using Maas.History.Faults;
using Maas.History.Recording;

namespace Maas.History;

/// <summary>What came of a round.</summary>
/// <param name="Settings">What it was.</param>
/// <param name="Counts">What clients did.</param>
/// <param name="Faults">What was broken.</param>
/// <param name="Newest">The newest revision in the end.</param>
/// <param name="Violations">The rules that the history breaks.</param>
/// <param name="LoggedErrors">What the services logged as errors.</param>
internal sealed record RoundResult(
    RoundSettings Settings,
    HistoryCounts Counts,
    FaultCounts Faults,
    long Newest,
    IReadOnlyList<Violation> Violations,
    IReadOnlyList<string> LoggedErrors)
{
    /// <summary>What there was too little of for the round to show anything.</summary>
    public IReadOnlyList<string> Missing => Enough.Missing(Settings.Time, Counts, Faults);

    public bool IsGood => Violations.Count == 0 && Missing.Count == 0;
}

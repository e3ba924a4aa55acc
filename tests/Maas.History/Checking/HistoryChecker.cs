using Maas.Contract.V1;
using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>Holds what clients saw against the change log, and both against the contract.</summary>
internal static class HistoryChecker
{
    /// <summary>Checks a history.</summary>
    /// <param name="history">What clients asked for and were told.</param>
    /// <param name="log">The whole change log, read when all was over.</param>
    /// <returns>Every rule that it breaks.</returns>
    public static IReadOnlyList<Violation> Check(RecordedHistory history, IReadOnlyList<Change> log)
    {
        var violations = new Violations();
        LogRules.Check(log, violations);
        if (violations.Found.Count > 0)
        {
            // All other rules count on it.
            return violations.Found;
        }

        var linked = new LinkedLog(log, history.Operations);
        var realTime = new RealTime(history, linked);
        AnswerRules.Check(history.Operations, linked, violations);
        new Replay(history.Operations, linked, realTime, violations).Run();
        WatchRules.Check(history.Streams, linked, realTime, violations);
        return violations.Found;
    }
}

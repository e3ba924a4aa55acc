using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>Finds where answers belong that are not those of a change.</summary>
internal static class Windows
{
    /// <summary>Those of all such operations, in the order of their first revisions.</summary>
    public static IEnumerable<Window> Of(IEnumerable<Operation> operations, LinkedLog log, RealTime realTime, Violations violations)
    {
        var windows = new List<Window>();
        foreach (var operation in operations)
        {
            if (operation.Outcome is (Outcome.Answered or Outcome.Refused) && !log.IsAnswerOfChange(operation))
            {
                windows.Add(Of(operation, log, realTime, violations));
            }
        }

        return windows.OrderBy(window => window.First);
    }

    private static Window Of(Operation operation, LinkedLog log, RealTime realTime, Violations violations)
    {
        var (floor, ceiling) = (realTime.Floor(operation.Began), realTime.Ceiling(operation.Ended));
        if (operation.Outcome.Revision is not { } revision)
        {
            return new Window(operation, floor, Math.Max(floor, ceiling));
        }

        if (revision < floor)
        {
            violations.Add(Rule.NoStaleAnswer, $"revision {floor} was known before this was asked for", operation);
        }

        if (revision > ceiling)
        {
            violations.Add(
                Rule.NoForesight, $"there was no revision above {ceiling} when this was answered", [operation, .. log.Changes.Skip((int)ceiling).Take(1)]);
        }

        // What the log does not have is told of above; the answer may yet say what was lost.
        var at = Math.Min(revision, log.Newest);
        return new Window(operation, at, at);
    }
}

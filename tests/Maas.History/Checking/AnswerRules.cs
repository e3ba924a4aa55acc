using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>What an outcome says about how often its operation is in the log.</summary>
internal static class AnswerRules
{
    public static void Check(IEnumerable<Operation> operations, LinkedLog log, Violations violations)
    {
        foreach (var operation in operations.Where(operation => !operation.MayRepeat && log.RevisionsOf(operation).Count > 0))
        {
            var changes = log.RevisionsOf(operation).Select(revision => log.Changes[(int)revision - 1]);
            if (operation.Outcome is Outcome.Refused or Outcome.Undone)
            {
                violations.Add(Rule.RefusedIsNotDone, "what was refused is in the log", [operation, .. changes]);
            }

            if (log.RevisionsOf(operation).Count > 1)
            {
                violations.Add(Rule.NoDoubleEffect, "one call made two changes", [operation, .. changes]);
            }
        }
    }
}

using Maas.Contract.V1;

namespace Maas.History.Checking;

/// <summary>What the log has to be before anything can be told from it.</summary>
internal static class LogRules
{
    public static void Check(IReadOnlyList<Change> log, Violations violations)
    {
        var etags = new Dictionary<string, Change>();
        for (var i = 0; i < log.Count; i++)
        {
            if (log[i].Revision != i + 1)
            {
                violations.Add(Rule.LogIsWhole, $"revision {i + 1} was expected", log.Skip(Math.Max(0, i - 1)).Take(3));
                return;
            }

            if (!etags.TryAdd(log[i].Model.Etag, log[i]))
            {
                violations.Add(Rule.LogIsWhole, "two changes gave the same etag", etags[log[i].Model.Etag], log[i]);
            }
        }
    }
}

using Maas.Contract.V1;
using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>The change log, and which operation asked for which change.</summary>
internal sealed class LinkedLog
{
    private static readonly IReadOnlyList<long> None = [];

    private readonly Dictionary<int, List<long>> _revisions = [];
    private readonly Operation?[] _askers;

    public LinkedLog(IReadOnlyList<Change> changes, IReadOnlyList<Operation> operations)
    {
        Changes = changes;
        var byRequestId = operations.Where(operation => !operation.IsRead).ToDictionary(operation => operation.RequestId);
        _askers = [.. changes.Select(change => byRequestId.GetValueOrDefault(change.RequestId))];
        for (var i = 0; i < _askers.Length; i++)
        {
            if (_askers[i] is { } asker)
            {
                if (!_revisions.TryGetValue(asker.Number, out var revisions))
                {
                    _revisions.Add(asker.Number, revisions = []);
                }

                revisions.Add(i + 1);
            }
        }
    }

    public IReadOnlyList<Change> Changes { get; }

    public long Newest => Changes.Count;

    /// <summary>Who asked for the change of a revision; null where nobody did.</summary>
    public Operation? AskerOf(long revision) => _askers[revision - 1];

    /// <summary>The revisions of the changes that an operation made.</summary>
    public IReadOnlyList<long> RevisionsOf(Operation operation) => _revisions.GetValueOrDefault(operation.Number) ?? None;

    /// <summary>Whether an operation's answer is that of a change that it made itself.</summary>
    public bool IsAnswerOfChange(Operation operation) =>
        RevisionsOf(operation) is { Count: > 0 } revisions
        && operation.Outcome is Outcome.Answered answered
        && (answered.Revision is not { } revision || !operation.MayRepeat || revisions.Contains(revision));
}

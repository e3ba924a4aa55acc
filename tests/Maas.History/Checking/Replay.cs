using Maas.Contract;
using Maas.Contract.V1;
using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>Goes through the log once, change by change, and holds each answer against the state that it belongs to.</summary>
internal sealed class Replay(IReadOnlyList<Operation> operations, LinkedLog log, RealTime realTime, Violations violations)
{
    private readonly RegistryState _state = new();

    public void Run()
    {
        var windows = new Queue<Window>(Windows.Of(operations, log, realTime, violations));
        var open = new List<Window>();
        for (var revision = 0L; revision <= log.Newest; revision++)
        {
            if (revision > 0)
            {
                Step(log.Changes[(int)revision - 1]);
            }

            while (windows.TryPeek(out var next) && next.First <= revision)
            {
                open.Add(windows.Dequeue());
            }

            open.RemoveAll(IsSettled);
        }
    }

    private void Step(Change change)
    {
        var asker = log.AskerOf(change.Revision);
        if (asker is null)
        {
            violations.Add(Rule.ChangeWasAskedFor, "no operation of the history asked for this change", change);
        }
        else
        {
            CheckOrder(asker, change);
            CheckLegal(asker, change);
            CheckAnswer(asker, change);
        }

        _state.Apply(change, asker?.Request as CreateModelRequest);
    }

    private void CheckOrder(Operation asker, Change change)
    {
        if (realTime.Floor(asker.Began) is var floor && floor >= change.Revision)
        {
            violations.Add(Rule.OrderIsReal, $"revision {floor} was known before this was asked for, and it has a lower one", asker, change);
        }
    }

    private void CheckLegal(Operation asker, Change change)
    {
        var expectation = ModelContract.Expect(_state, asker);
        if (expectation is not Expectation.Changes expected)
        {
            var isRepeated = asker.Request is CreateModelRequest && expectation is Expectation.Gives;
            violations.Add(
                isRepeated ? Rule.NoDoubleEffect : Rule.ChangeIsLegal,
                $"in the state before it the contract says: {expectation}",
                asker,
                change);
        }
        else if (ChangeComparison.Fault(_state, expected, change) is { } fault)
        {
            violations.Add(Rule.ChangeIsLegal, fault, asker, change);
        }
    }

    private void CheckAnswer(Operation asker, Change change)
    {
        if (asker.Outcome is not Outcome.Answered answered || (asker.MayRepeat && answered.Revision != change.Revision))
        {
            return;
        }

        if (answered.Revision is { } revision && revision != change.Revision)
        {
            violations.Add(Rule.AnswerIsExact, "the answer to a change has another revision than the change", asker, change);
        }

        var expected = ModelContract.ReplyTo(asker.Request, change.Model);
        if (answered.Reply is { } reply && !ModelComparison.IsSame(expected, reply))
        {
            violations.Add(Rule.NoLostWrite, "what was acknowledged is not what was written", asker, change);
        }
    }

    // True also where it can't be right any more.
    private bool IsSettled(Window window)
    {
        var fault = AnswerComparison.Fault(_state, window.Operation);
        if (fault is var (rule, text) && _state.Revision >= window.Last)
        {
            var where = window.First == window.Last ? $"at revision {window.First}" : $"at none of the revisions {window.First} to {window.Last}; at the last one";
            violations.Add(rule, $"not right {where}: {text}", window.Operation);
            return true;
        }

        return fault is null;
    }
}

using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>Holds the answer of an operation that changed nothing against a state.</summary>
internal static class AnswerComparison
{
    /// <summary>What is wrong with it, and the rule that it breaks; null where it is right.</summary>
    public static (Rule Rule, string Fault)? Fault(RegistryState state, Operation operation) =>
        (ModelContract.Expect(state, operation), operation.Outcome) switch
        {
            (Expectation.Changes, Outcome.Answered) => (Rule.NoLostWrite, "it was acknowledged, and the log has no change of it"),
            (Expectation.Gives expected, Outcome.Answered answered) =>
                answered.Reply is null || ModelComparison.IsSame(expected.Reply, answered.Reply)
                    ? null
                    : (Rule.AnswerIsExact, $"the contract says {expected.Reply}"),
            (Expectation.Refuses expected, Outcome.Refused refused) =>
                refused.Code == expected.Code && (refused.Reason.Length == 0 || refused.Reason == expected.Reason)
                    ? null
                    : (Rule.RefusalIsRight, $"the contract says {expected.Code} {expected.Reason}"),
            (var expected, Outcome.Refused) => (Rule.RefusalIsRight, $"the contract says {expected}"),
            (var expected, _) => (Rule.AnswerIsExact, $"the contract says {expected}"),
        };
}

namespace Maas.History.Checking;

/// <summary>What was found so far.</summary>
internal sealed class Violations
{
    private readonly List<Violation> _found = [];

    public IReadOnlyList<Violation> Found => _found;

    public void Add(Rule rule, string fault, params IEnumerable<object> concerned) => _found.Add(Violation.Of(rule, fault, concerned));
}

namespace Maas.History.Checking;

/// <summary>A rule that the history breaks.</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Concerned">The operations, changes and streams that show it, a line each.</param>
internal sealed record Violation(Rule Rule, string Fault, IReadOnlyList<string> Concerned)
{
    public static Violation Of(Rule rule, string fault, params IEnumerable<object> concerned) =>
        new(rule, fault, [.. concerned.Select(one => one.ToString()!)]);

    public override string ToString() => string.Join("\n    ", [$"{Rule}: {Fault}", .. Concerned]);
}

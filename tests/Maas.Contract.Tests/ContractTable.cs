using System.Globalization;
using System.Text.RegularExpressions;
using Maas.Testing;

namespace Maas.Contract.Tests;

/// <summary>The tables of docs/contract.md that list RPCs and fields.</summary>
internal static partial class ContractTable
{
    private static readonly string[] Document = File.ReadAllLines(Repository.PathOf("docs", "contract.md"));

    /// <summary>RPC name, request, reply, as the first table has them.</summary>
    public static IReadOnlyList<string> Rpcs { get; } =
        [.. RowsUnder("| RPC (all unary) |").Select(cells => string.Join(' ', cells))];

    /// <summary>Message name → its fields as <c>name=number type</c>, frozen ones and additions.</summary>
    /// <remarks>Where no type is said it is string, but for the size of a model, which is of Model's own type everywhere.</remarks>
    public static ILookup<string, string> Fields { get; } =
        RowsUnder("| message | fields").Concat(RowsUnder("| message | added |"))
            .SelectMany(cells => cells[0].Split(", ").SelectMany(message => FieldsOf(cells[1]).Select(field => (message, field))))
            .ToLookup(pair => pair.message, pair => pair.field);

    private static IEnumerable<string[]> RowsUnder(string header) =>
        Document.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static IEnumerable<string> FieldsOf(string cell) =>
        FieldPattern().Matches(cell).Select(match => string.Create(
            CultureInfo.InvariantCulture,
            $"{match.Groups[1].Value}={match.Groups[2].Value} {TypeOf(match.Groups[1].Value, match.Groups[3].Value.Split(',')[0])}"));

    private static string TypeOf(string field, string inParentheses) => inParentheses switch
    {
        "" when field == "size" => "int64",
        "" => "string",
        "repeated" => "repeated string",
        "map" or "map<string" => "map<string,string>",
        _ => inParentheses,
    };

    // A type in parentheses follows its number directly; a remark has a space before it.
    [GeneratedRegex(@"(\w+)=(\d+)(?:\(([^)]*)\))?")]
    private static partial Regex FieldPattern();
}

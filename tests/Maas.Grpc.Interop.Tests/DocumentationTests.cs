using Maas.Grpc.Interop.Client;
using Maas.Testing;

namespace Maas.Grpc.Interop.Tests;

public class DocumentationTests
{
    [Fact]
    public void Interop_ListsWhatIsRun()
    {
        IReadOnlyList<string>[] columns =
        [
            PythonPeer.ClientCases, PythonPeer.ServerCases, NodePeer.ClientCases, NodePeer.ServerCases, GoPeer.ClientCases, GoPeer.ServerCases,
            [.. Cases.All.Keys],
        ];
        var expected = Cases.All.Keys.Select(testCase =>
            $"| {testCase} | {string.Join(" | ", columns.Select(column => column.Contains(testCase) ? "yes" : "–"))} |");

        var table = File.ReadAllLines(Repository.PathOf("docs", "interop.md"))
            .SkipWhile(line => !line.StartsWith("| case |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

        table.ShouldBe(expected);
    }
}

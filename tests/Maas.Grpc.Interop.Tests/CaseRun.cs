using System.Text.Json;
using Maas.Testing;

namespace Maas.Grpc.Interop.Tests;

/// <summary>One run of a client, with what it says about each case.</summary>
public sealed class CaseRun
{
    private readonly Dictionary<string, CaseResult> _results;
    private readonly string _output;

    private CaseRun(Dictionary<string, CaseResult> results, string output) => (_results, _output) = (results, output);

    /// <summary>Runs a client against a server, and ends the server.</summary>
    /// <returns>The run, and what the server wrote to standard error.</returns>
    internal static async Task<(CaseRun Run, string ServerErrors)> OfAsync(CommandLine client, CommandLine server, IEnumerable<string> cases)
    {
        var token = TestContext.Current.CancellationToken;
        await using var serving = await RunningTool.StartAsync(server.Program, server.Arguments, "listening on ", token);
        var port = new Uri($"http://{serving.Announced}").Port;

        var (_, output) = await Tool.RunAsync(
            client.Program,
            [.. client.Arguments, "--server_host=127.0.0.1", $"--server_port={port}", $"--test_case={string.Join(',', cases)}", "--use_tls=false"],
            Repository.Root,
            token);
        var results = output.Split('\n')
            .Where(line => line.StartsWith("{\"case\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<CaseResult>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(result => result.Case);
        return (new CaseRun(results, output), await serving.StopAsync(token));
    }

    public void ShouldHavePassed(string testCase)
    {
        var result = _results.GetValueOrDefault(testCase)
            ?? throw new InvalidOperationException($"The client says nothing about {testCase}; eng/test installs what it needs. It wrote: {_output}");
        result.Error.ShouldBeNull();
        result.Passed.ShouldBeTrue();
    }
}

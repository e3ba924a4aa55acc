using System.Globalization;
using System.Text.RegularExpressions;
using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>clients/typescript, built with its tests and examples once for all the tests that share it.</summary>
public sealed partial class TypeScriptClient : IAsyncLifetime
{
    private readonly string _folder = Repository.PathOf("clients", "typescript");

    public async ValueTask InitializeAsync() => (await RunAsync("npm", "run", "--silent", "build:tests")).ShouldBe((0, ""));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts one of its programs that serve until they are ended.</summary>
    public Task<RunningTool> StartAsync(string script, string announcement) => RunningTool.StartAsync(
        "node", [Path.Combine(_folder, "build", script)], announcement, TestContext.Current.CancellationToken);

    /// <summary>Runs one of its programs.</summary>
    /// <param name="script">Its path in the build.</param>
    /// <param name="variables">Of its environment, each as NAME=value.</param>
    public Task<(int ExitCode, string Output)> RunAsync(string script, params IEnumerable<string> variables) =>
        RunAsync("env", [.. variables, "node", Path.Combine(_folder, "build", script)]);

    /// <summary>Runs tests of its own, which all have to pass.</summary>
    /// <param name="tests">Their path in the build.</param>
    /// <param name="variables">Of their environment, each as NAME=value.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> PassAsync(string tests, params IEnumerable<string> variables)
    {
        var (exitCode, output) = await RunAsync(
            "env", [.. variables, "node", "--test", "--test-reporter=tap", Path.Combine(_folder, "build", "tests", tests)]);

        exitCode.ShouldBe(0, output);
        CountOf(output, "fail").ShouldBe(0, output);
        CountOf(output, "skipped").ShouldBe(0, output);
        return CountOf(output, "pass");
    }

    private Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments) =>
        Tool.RunAsync(program, arguments, _folder, TestContext.Current.CancellationToken);

    private static int CountOf(string output, string what) => int.Parse(
        Summary().Matches(output).Single(line => line.Groups["what"].Value == what).Groups["count"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^# (?<what>pass|fail|skipped) (?<count>[0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Summary();
}

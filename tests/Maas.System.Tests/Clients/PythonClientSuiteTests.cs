using System.Globalization;
using System.Text.RegularExpressions;
using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>clients/python, whose own tests call a real registry: every RPC, every error, the page about it.</summary>
// One after the other with what watches the generator write the same files.
[Collection(nameof(ClientFolder))]
public sealed partial class PythonClientSuiteTests(RunningSystem system) : IClassFixture<RunningSystem>, IAsyncLifetime
{
    private const int TestsAtLeast = 70;
    private const string Folder = "clients/python";

    public async ValueTask InitializeAsync() => await ClientFolder.GenerateAsync("python");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheClientsOwnTests_AgainstARegistry_Pass()
    {
        var report = await ClientFolder.RunAsync(
            Tool.Python, ["-m", "unittest", "discover", "-s", "tests", "-t", "."], Folder,
            "PYTHONPATH=src", "PYTHONDONTWRITEBYTECODE=1", $"MAAS_REGISTRY={system.GrpcAddress.Authority}");

        var tests = TestsRun().Match(report);
        tests.Success.ShouldBeTrue(report);
        int.Parse(tests.Groups[1].ValueSpan, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(TestsAtLeast);
        report.ShouldNotContain("skipped");
    }

    [Fact]
    public async Task TheExample_AgainstARegistry_PrintsEveryStep()
    {
        var printed = await ClientFolder.RunAsync(
            Tool.Python, ["examples/quickstart.py", system.GrpcAddress.Authority], Folder, "PYTHONPATH=src");

        printed.ShouldBe(Quickstart.Output);
    }

    [Fact]
    public Task TheWatchExample_RegistryRestarted_TellsOfEveryChangeOnce() => WatchedRestart.ExpectAsync(
        "env", [$"PYTHONPATH={Repository.PathOf(Folder, "src")}", Tool.Python, Repository.PathOf(Folder, "examples", "watch.py")],
        address => address.Authority);

    [GeneratedRegex(@"^Ran (\d+) tests in ", RegexOptions.Multiline)]
    private static partial Regex TestsRun();
}

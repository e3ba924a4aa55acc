using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>clients/go, whose own tests call a real registry: every RPC and every error.</summary>
public sealed class GoClientSuiteTests(RunningSystem system) : IClassFixture<RunningSystem>, IAsyncLifetime
{
    private const int TestsAtLeast = 40;
    private const string Folder = "clients/go";

    public async ValueTask InitializeAsync() => await ClientFolder.GenerateAsync("go");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheClientsOwnTests_AgainstARegistry_Pass()
    {
        var report = await ClientFolder.RunAsync(
            "./debian", ["test", "-count=1", "-v", "."], Folder, $"MAAS_REGISTRY={system.GrpcAddress.Authority}");

        var lines = report.Split('\n');
        lines.Count(line => line.StartsWith("--- PASS: ", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(TestsAtLeast);
        lines.ShouldNotContain(line => line.Contains("--- SKIP: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheSources_AreFormattedAndVetted()
    {
        (await ClientFolder.RunAsync("gofmt", ["-l", "."], Folder)).ShouldBeEmpty();
        (await ClientFolder.RunAsync("./debian", ["vet", "./..."], Folder)).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheExample_AgainstARegistry_PrintsEveryStep() =>
        (await ClientFolder.RunAsync("./debian", ["run", "./examples/quickstart", system.GrpcAddress.Authority], Folder))
            .ShouldBe(Quickstart.Output);

    [Fact]
    public Task TheWatchExample_RegistryRestarted_TellsOfEveryChangeOnce() => WatchedRestart.ExpectAsync(
        Repository.PathOf(Folder, "debian"), ["run", "./examples/watch"], address => address.Authority);

    [Fact]
    public async Task ThePagesPrograms_AgainstARegistry_DoWhatItSays()
    {
        var programs = ClientFolder.CodeOn("go.md", "go");
        programs.Length.ShouldBe(3);
        var printed = "";

        foreach (var program in programs)
        {
            using var folder = new TemporaryFolder();
            var file = folder.File("main.go");
            var code = program.Replace("127.0.0.1:9090", system.GrpcAddress.Authority, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, code, TestContext.Current.CancellationToken);
            printed += await ClientFolder.RunAsync("./debian", ["run", file], Folder);
        }

        printed.ShouldMatch(
            "^[0-9a-f-]{36} pending\ntrue\nInvalidArgument INVALID_FIELDS maas \\[must not be empty\\] true\n"
            + "created 1\\.0\\.0\ndeleted\ntrue\nOutOfRange REVISION_NOT_REACHED\n$");
    }
}

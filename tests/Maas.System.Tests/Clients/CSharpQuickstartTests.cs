using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>The C# example, as its page says it is run.</summary>
public sealed class CSharpQuickstartTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    private const string Expected =
        """
        registered quickstart-csharp 1.0.0, pending
        tagged cv, demo
        saw metadata_changed of quickstart-csharp 1.0.0
        listed quickstart-csharp 1.0.0
        not found: MODEL_NOT_FOUND
        wrong: name must not be empty

        """;

    [Fact]
    public async Task Quickstart_AgainstARegistry_PrintsWhatItDid()
    {
        // From its own output folder: in the tests' it would run with their framework and without its own packages.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Repository.PathOf("artifacts", "bin", "Quickstart", configuration, "Quickstart.dll");

        var run = await Tool.RunAsync("dotnet", [program, system.GrpcAddress.OriginalString], Repository.Root, TestContext.Current.CancellationToken);

        run.ShouldBe((0, Expected));
    }
}

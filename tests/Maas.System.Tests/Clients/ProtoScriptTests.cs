using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary><c>eng/proto</c>, which generates the clients' code.</summary>
[Collection(nameof(ClientFolder))]
public class ProtoScriptTests
{
    private static readonly string Script = Repository.PathOf("eng", "proto");

    [Fact]
    public async Task Proto_NothingChanged_WritesNothing()
    {
        await ClientFolder.GenerateAsync("python");
        var before = WriteTimes();

        (await ClientFolder.GenerateAsync("python")).ShouldBeEmpty();

        before.Length.ShouldBeGreaterThan(5);
        WriteTimes().ShouldBe(before);
    }

    [Fact]
    public async Task Proto_UnknownLanguage_SaysWhichThereAre()
    {
        var (exitCode, output) = await Tool.RunAsync("bash", [Script, "cobol"], Repository.Root, TestContext.Current.CancellationToken);

        output.ShouldBe("eng/proto: there is no client in cobol; there are python, go and typescript\n");
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("python", "eng/proto: protoc is missing, which Python needs; Debian's package is protobuf-compiler\n")]
    [InlineData("go", "eng/proto: protoc is missing, which Go needs; Debian's package is protobuf-compiler\n")]
    public async Task Proto_ToolMissing_NamesItsPackage(string language, string message)
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("dirname"), "/usr/bin/dirname");

        var (exitCode, output) = await Tool.RunAsync(
            "env", [$"PATH={folder.Path}", "/bin/bash", Script, language], Repository.Root, TestContext.Current.CancellationToken);

        output.ShouldBe(message);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Proto_FreshClone_SaysHowToInstallThePackages()
    {
        using var folder = new TemporaryFolder();
        var script = Path.Combine(Directory.CreateDirectory(folder.File("eng")).FullName, "proto");
        File.Copy(Script, script);

        var (exitCode, output) = await Tool.RunAsync("bash", [script, "typescript"], folder.Path, TestContext.Current.CancellationToken);

        output.ShouldBe("eng/proto: buf is missing, which TypeScript needs; npm --prefix clients/typescript install brings it\n");
        exitCode.ShouldBe(1);
    }

    private static (string, DateTime)[] WriteTimes() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("clients", "python", "src", "maas_client", "_generated"))
            .Order(StringComparer.Ordinal)
            .Select(file => (file, File.GetLastWriteTimeUtc(file))),
    ];
}

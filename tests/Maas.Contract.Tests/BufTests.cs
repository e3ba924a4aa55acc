using Maas.Testing;

namespace Maas.Contract.Tests;

public class BufTests
{
    [Fact]
    public async Task Lint_FindsNothing() => (await BufAsync("lint", "shared/proto")).ShouldBe((0, ""));

    [Fact]
    public async Task Breaking_AgainstTheFrozenPart_FindsNothing() =>
        (await BufAsync("breaking", "shared/proto", "--against", "eng/buf/frozen")).ShouldBe((0, ""));

    [Fact]
    public async Task Breaking_ARenamedField_IsFound()
    {
        using var folder = new TemporaryFolder();
        var proto = await File.ReadAllTextAsync(Repository.PathOf("shared", "proto", "model.proto"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "model.proto"),
            proto.Replace("string checksum = 8;", "string digest = 8;", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await BufAsync("breaking", folder.Path, "--against", "eng/buf/frozen");

        exitCode.ShouldNotBe(0);
        output.ShouldContain("changed name from \"checksum\" to \"digest\"");
    }

    private static Task<(int ExitCode, string Output)> BufAsync(params string[] arguments) => Tool.RunAsync(
        Repository.PathOf("eng", "buf", "node_modules", ".bin", "buf"), arguments, Repository.Root, TestContext.Current.CancellationToken);
}

using Maas.Testing;

namespace Maas.History.Tests;

/// <summary>eng/mutants takes long; that its patches still fit the source is seen at once.</summary>
public class MutantTests
{
    public static TheoryData<string> Patches =>
        new(Directory.GetFiles(Repository.PathOf("tests", "Maas.History", "mutants"), "*.patch").Select(path => Path.GetFileName(path)!));

    [Theory]
    [MemberData(nameof(Patches))]
    public async Task Patch_AppliesToTheSource(string patch)
    {
        var (exitCode, output) = await Tool.RunAsync(
            "git",
            ["apply", "--check", Repository.PathOf("tests", "Maas.History", "mutants", patch)],
            Repository.Root,
            TestContext.Current.CancellationToken);

        exitCode.ShouldBe(0, output);
    }
}

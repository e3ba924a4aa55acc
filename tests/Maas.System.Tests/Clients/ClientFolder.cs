using System.Text.RegularExpressions;
using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>A client in another language, as its own tools build and test it.</summary>
internal static partial class ClientFolder
{
    /// <summary>Generates a language's code, which no checkout has.</summary>
    public static Task<string> GenerateAsync(string language) => RunAsync("bash", [Repository.PathOf("eng", "proto"), language]);

    /// <summary>Runs a program in a folder of the repository, with variables of its own, and expects that it ends well.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string folder = ".", params string[] variables)
    {
        var (exitCode, output) = await Tool.RunAsync(
            "env", [.. variables, program, .. arguments], Repository.PathOf(folder), TestContext.Current.CancellationToken);

        exitCode.ShouldBe(0, $"{output}eng/test installs what the clients need.");
        return output;
    }

    /// <summary>The blocks of code in a language on a page under docs/clients.</summary>
    public static string[] CodeOn(string page, string language) =>
    [
        .. CodeBlock().Matches(File.ReadAllText(Repository.PathOf("docs", "clients", page)))
            .Where(block => block.Groups["language"].Value == language)
            .Select(block => block.Groups["code"].Value),
    ];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}

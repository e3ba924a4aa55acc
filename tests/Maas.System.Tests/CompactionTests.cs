using System.Text.RegularExpressions;
using Maas.Testing;

namespace Maas.SystemTests;

/// <summary><c>maas change-log</c> against a running registry.</summary>
public partial class CompactionTests
{
    [Fact]
    public async Task AnOperator_LooksAtTheChangeLogAndCompactsIt()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningSystem.ServeAsync(folder.Path);
        using var http = new HttpClient { BaseAddress = service.AddressOf("REST") };
        var registry = service.AddressOf("gRPC").OriginalString;
        (await RunAsync("show", "--registry", registry)).ShouldBe((0, "newest 0 oldest 1", ""));
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
            (await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel($"m{i}"))).Id))];

        (await RunAsync("compact", "4", "--registry", registry)).ShouldBe((0, "oldest 4", ""));
        (await RunAsync("show", "--registry", registry)).ShouldBe((0, "newest 5 oldest 4", ""));
        foreach (var id in ids)
        {
            (await http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{id}")).Status.ShouldBe(200);
        }

        (await RunAsync("compact", "6", "--registry", registry)).ShouldBe(
            (1, "", "maas: There is no such revision yet: the newest one is 5. (OutOfRange)"));
        (await RunAsync("compact", "0", "--registry", registry)).ShouldBe((1, "", "maas: revision: is 0; it must be at least 1 (InvalidArgument)"));
        var (exitCode, _, errors) = await RunAsync("compact", "4", "--registry", "ftp://nowhere");
        exitCode.ShouldBe(1);
        errors.ShouldContain("--registry");
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await ServiceProcessUnderTest.RunAsync("maas", ["change-log", .. arguments]);
        return (exitCode, WhiteSpace().Replace(output.Trim(), " "), WhiteSpace().Replace(errors.Trim(), " "));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}

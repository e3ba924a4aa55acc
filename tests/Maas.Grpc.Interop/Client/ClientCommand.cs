using System.CommandLine;

namespace Maas.Grpc.Interop.Client;

/// <summary><c>client</c>: runs cases against any implementation's server, with the flags that gRPC's own harness passes.</summary>
internal static class ClientCommand
{
    public static Command Create()
    {
        var host = new Option<string>("--server_host") { Description = "The server's host.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--server_port") { Description = "The server's port.", Required = true };
        var cases = new Option<string>("--test_case")
        {
            Description = $"One case, or several with commas between: {string.Join(", ", Cases.All.Keys)}.",
            HelpName = "name",
            Required = true,
        };
        cases.Validators.Add(flag => Named(flag.GetValueOrDefault<string>()).Except(Cases.All.Keys).ToList()
            .ForEach(unknown => flag.AddError($"--test_case: '{unknown}' is not one of {string.Join(", ", Cases.All.Keys)}.")));

        var command = new Command("client", "Run cases against a server. The exit code is 0 when all of them passed.") { host, port, cases };
        Plaintext.AddTo(command);
        command.SetAction(parsed => RunAsync(
            new UriBuilder(Uri.UriSchemeHttp, parsed.GetRequiredValue(host), parsed.GetRequiredValue(port)).Uri,
            Named(parsed.GetRequiredValue(cases)),
            parsed.InvocationConfiguration));
        return command;
    }

    private static string[] Named(string? cases) =>
        cases?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static async Task<int> RunAsync(Uri address, string[] cases, InvocationConfiguration console)
    {
        using var peer = new InteropPeer(address);
        var exitCode = 0;
        foreach (var name in cases)
        {
            var result = await CaseResult.OfAsync(name, () => Cases.All[name](peer));
            await console.Output.WriteLineAsync(result.ToJson());
            if (!result.Passed)
            {
                await console.Error.WriteLineAsync($"{name} failed: {result.Error}");
                exitCode = 1;
            }
        }

        return exitCode;
    }
}

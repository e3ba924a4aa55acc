using Maas.Client;
using Maas.Contract;
using Maas.Testing;

namespace Maas.SystemTests.Clients;

/// <summary>A client's example that watches, while another client writes and the registry ends and comes back.</summary>
internal static class WatchedRestart
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Expects that the example tells of every change once, whichever process of the registry told it.</summary>
    /// <param name="program">What runs the example.</param>
    /// <param name="arguments">Of the program; the address and the name to watch follow them.</param>
    /// <param name="addressOf">How the example wants the registry's address.</param>
    public static async Task ExpectAsync(string program, IEnumerable<string> arguments, Func<Uri, string> addressOf)
    {
        using var folder = new TemporaryFolder();
        await using var first = await RunningSystem.ServeAsync(folder.Path);
        var address = first.AddressOf("gRPC");
        await using var watcher = await RunningTool.StartAsync(program, [.. arguments, addressOf(address), "watched"], "watching", Cancelled);

        var one = await CreateAsync(address, "watched", "1.0.0");
        await CreateAsync(address, "other", "1.0.0");
        await first.KillAsync();
        await using var second = await AgainAsync(folder, address);
        await CreateAsync(address, "watched", "2.0.0");
        second.Terminate();
        (await second.WaitForExitAsync()).ShouldBe(0);
        await using var third = await AgainAsync(folder, address);
        using var channel = RegistryChannel.ForAddress(address.OriginalString);
        await new ModelRegistryClient(channel).DeleteModelAsync(new DeleteModelRequest { Id = one.Id }, cancellationToken: Cancelled);

        var (exitCode, output) = await watcher.WaitForExitAsync(Cancelled);
        output.ShouldBe(["watching", "created watched 1.0.0", "created watched 2.0.0", "deleted watched 1.0.0"]);
        exitCode.ShouldBe(0);
    }

    private static Task<ServiceProcessUnderTest> AgainAsync(TemporaryFolder folder, Uri address) => ServiceProcessUnderTest.StartAsync(
        "maas", "serve", "--data", folder.Path, "--http-port", "0", "--grpc-port", $"{address.Port}", "--admin-port", "0");

    private static async Task<Model> CreateAsync(Uri address, string name, string version)
    {
        using var channel = RegistryChannel.ForAddress(address.OriginalString);
        var request = new CreateModelRequest { Name = name, Version = version, Framework = "onnx" };
        return (await new ModelRegistryClient(channel).CreateModelAsync(request, cancellationToken: Cancelled)).Model;
    }
}

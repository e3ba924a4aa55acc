using Maas.Testing;

namespace Maas.Grpc.Interop.Tests;

/// <summary>grpc-go, on its own HTTP/2. Its server cannot choose whether it compresses.</summary>
public sealed class GoPeer() : Peer(ClientCases, ServerCases), IPeerCases
{
    private readonly TemporaryFolder _folder = new();

    public static IReadOnlyList<string> ClientCases =>
    [
        .. CommonCases, "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming", "server_compressed_streaming",
    ];

    public static IReadOnlyList<string> ServerCases => [.. CommonCases, "client_compressed_unary", "client_compressed_streaming"];

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    private protected override async Task<(CommandLine Client, CommandLine Server)> PrepareAsync()
    {
        var (exitCode, output) = await Tool.RunAsync(
            Source("go", "build"), [_folder.Path], Repository.Root, TestContext.Current.CancellationToken);
        exitCode.ShouldBe(0, $"{output}eng/test installs what the build needs.");

        var program = _folder.File("interop");
        return (new CommandLine(program, "client"), new CommandLine(program, "server"));
    }
}

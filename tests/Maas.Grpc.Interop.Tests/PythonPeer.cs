using Maas.Testing;

namespace Maas.Grpc.Interop.Tests;

/// <summary>grpcio, on gRPC's C core. Its client cannot leave one message of a stream uncompressed; its server cannot tell what came compressed.</summary>
public sealed class PythonPeer() : Peer(ClientCases, ServerCases), IPeerCases
{
    public static IReadOnlyList<string> ClientCases =>
        [.. CommonCases, "client_compressed_unary", "server_compressed_unary", "server_compressed_streaming"];

    public static IReadOnlyList<string> ServerCases => [.. CommonCases, "server_compressed_unary", "server_compressed_streaming"];

    private protected override Task<(CommandLine Client, CommandLine Server)> PrepareAsync() => Task.FromResult((
        new CommandLine(Tool.Python, Source("python", "client.py")),
        new CommandLine(Tool.Python, Source("python", "server.py"))));
}

namespace Maas.Grpc.Interop.Tests;

/// <summary>grpc-js, all JavaScript. Its server does not compress, and cannot tell what came compressed.</summary>
public sealed class NodePeer() : Peer(ClientCases, ServerCases), IPeerCases
{
    public static IReadOnlyList<string> ClientCases =>
    [
        .. CommonCases, "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming", "server_compressed_streaming",
    ];

    public static IReadOnlyList<string> ServerCases => CommonCases;

    private protected override Task<(CommandLine Client, CommandLine Server)> PrepareAsync() => Task.FromResult((
        new CommandLine("node", Source("node", "client.js")),
        new CommandLine("node", Source("node", "server.js"))));
}

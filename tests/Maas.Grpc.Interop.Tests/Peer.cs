using Maas.Testing;

namespace Maas.Grpc.Interop.Tests;

/// <summary>Another implementation: its client was run on our server, and our client on its server.</summary>
public abstract class Peer(IReadOnlyList<string> clientCases, IReadOnlyList<string> serverCases) : IAsyncLifetime
{
    /// <summary>The cases that need nothing but the protocol's common ground, which every implementation passes.</summary>
    public static IReadOnlyList<string> CommonCases { get; } =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata",
        "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin",
        "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    public CaseRun TheirClient { get; private set; } = null!;

    public CaseRun OurClient { get; private set; } = null!;

    public string OurServerErrors { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var (client, server) = await PrepareAsync();
        (TheirClient, OurServerErrors) = await CaseRun.OfAsync(client, CommandLine.Ours("server"), clientCases);
        (OurClient, _) = await CaseRun.OfAsync(CommandLine.Ours("client"), server, serverCases);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal static string Source(string language, string file) => Repository.PathOf("tests", "Maas.Grpc.Interop", "peers", language, file);

    private protected abstract Task<(CommandLine Client, CommandLine Server)> PrepareAsync();
}

using Maas.Grpc.Interop.Client;

namespace Maas.Grpc.Interop.Tests;

/// <summary>Our client was run on our server.</summary>
public sealed class OwnRun : IAsyncLifetime
{
    public CaseRun Client { get; private set; } = null!;

    public string ServerErrors { get; private set; } = "";

    public async ValueTask InitializeAsync() =>
        (Client, ServerErrors) = await CaseRun.OfAsync(CommandLine.Ours("client"), CommandLine.Ours("server"), Cases.All.Keys);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using Maas.Bench.Processes;
using Maas.Hosting;

namespace Maas.Load.Serving;

/// <summary>The servers that are measured; each greets with its addresses.</summary>
internal static class ServerProcess
{
    public static async Task RegistryAsync(StoreKind store, string folder)
    {
        var registry = await ServiceApps.RegistryAsync(store, folder);
        await using var app = registry.Application;
        await app.StartAsync();
        await ServeAsync(registry.GrpcAddress.OriginalString);
    }

    public static async Task GatewayAsync(string registry)
    {
        await using var gateway = ServiceApps.Gateway(registry);
        await gateway.StartAsync();
        await ServeAsync(gateway.GetClientAddress().OriginalString);
    }

    public static async Task OneAsync(StoreKind store, string folder)
    {
        var registry = await ServiceApps.RegistryAsync(store, folder);
        await using var services = registry.Application;
        await using var gateway = ServiceApps.GatewayWithin(registry);
        await gateway.StartAsync();
        await ServeAsync(string.Join(' ', gateway.Urls));
    }

    private static Task ServeAsync(string greeting) => Conversation.HoldAsync(
        greeting, question => throw new ArgumentException($"'{question[0]}' is nothing that a server does."));
}

using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Running;

/// <summary>A gateway before a fake registry, shared by the tests of one class.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private FakeRegistryServer? _registry;
    private RunningGateway? _gateway;

    internal FakeRegistryServer Registry => _registry!;

    internal RunningGateway Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistryServer.StartAsync();
        _gateway = await RunningGateway.StartAsync(new ApiGatewaySettings
        {
            Registry = [_registry.Address.OriginalString],
            AllowedHosts = ["registry.example"],
            AllowedOrigins = ["https://console.example"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Registry.DisposeAsync();
    }
}

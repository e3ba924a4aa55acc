using Maas.Bench.Processes;
using Maas.Load.Data;

namespace Maas.Load;

/// <summary>The processes that serve one kind of store: a registry, a gateway before it, and one that is both.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly Child _registry;
    private readonly Child _gateway;
    private readonly Child _one;

    private Servers(Child registry, Child gateway, Child one)
    {
        _registry = registry;
        _gateway = gateway;
        _one = one;
    }

    public static async Task<Servers> StartAsync(StoreKind store, SeededFolder folder)
    {
        var registry = await StartAsync(LoadCommand.Registry);
        return new(registry, await Child.StartAsync(Core.Server, LoadCommand.Gateway, registry.Greeting), await StartAsync(LoadCommand.One));

        Task<Child> StartAsync(string what) =>
            Child.StartAsync(Core.Server, what, store.ToString(), folder.Copy());
    }

    public string AddressOf(Way way) => way switch
    {
        Way.Grpc => _registry.Greeting,
        Way.Chain => _gateway.Greeting,
        Way.Json1 => _one.Greeting.Split(' ')[0],
        _ => _one.Greeting.Split(' ')[1],
    };

    /// <summary>The processes that a call keeps busy.</summary>
    public IReadOnlyList<Child> ProcessesOf(Way way) => way switch
    {
        Way.Grpc => [_registry],
        Way.Chain => [_gateway, _registry],
        _ => [_one],
    };

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _registry.DisposeAsync();
        await _one.DisposeAsync();
    }
}

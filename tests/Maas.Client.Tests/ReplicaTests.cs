using Grpc.Core;
using Maas.Contract;
using Maas.Testing.Fakes;

namespace Maas.Client.Tests;

/// <summary>Several registries behind one channel.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private readonly List<FakeRegistryServer> _registries = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var count = 0; count < 3; count++)
        {
            _registries.Add(await FakeRegistryServer.StartAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var registry in _registries)
        {
            await registry.DisposeAsync();
        }
    }

    [Fact]
    public async Task Calls_GoToEveryReplica()
    {
        using var channel = Channel();
        var client = new ModelRegistryClient(channel);

        while (_registries.Any(registry => registry.Models.Seen.Count == 0))
        {
            await client.GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled);
        }
    }

    [Fact]
    public async Task Calls_WhileReplicasAreLost_AreAllAnswered()
    {
        using var channel = Channel();
        var client = new ModelRegistryClient(channel);
        var calls = Enumerable.Range(0, 16).Select(_ => CallAsync(client, 200)).ToList();

        await _registries[0].DisposeAsync();
        await _registries[2].DisposeAsync();

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Calls_AllReplicasLost_AreUnavailableUntilOneIsBack()
    {
        using var channel = Channel();
        var client = new ModelRegistryClient(channel);
        await CallAsync(client, 3);
        foreach (var registry in _registries)
        {
            await registry.DisposeAsync();
        }

        (await Should.ThrowAsync<RpcException>(() => CallAsync(client, 1))).StatusCode.ShouldBe(StatusCode.Unavailable);

        _registries.Add(await FakeRegistryServer.StartAsync(_registries[1].Address.Port));
        while (_registries[^1].Models.Seen.Count == 0)
        {
            await CallAsync(client, 1).ContinueWith(_ => { }, Cancelled, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task CallAsync(ModelRegistryClient client, int times)
    {
        for (var time = 0; time < times; time++)
        {
            (await client.GetModelAsync(new GetModelRequest { Id = "a" }, cancellationToken: Cancelled)).Model.Id.ShouldBe("a");
        }
    }

    private RegistryChannel Channel() => RegistryChannel.ForAddress([.. _registries.Select(registry => registry.Address.OriginalString)]);
}

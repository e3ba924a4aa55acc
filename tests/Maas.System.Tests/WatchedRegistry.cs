using Grpc.Net.Client;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.ModelRegistry;
using Maas.Models.Watching;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.SystemTests;

/// <summary>The registry in this process, on free ports and an empty data folder, with a feed of the test's options.</summary>
internal sealed class WatchedRegistry : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ModelRegistryApp _app;
    private int _disposed;

    private WatchedRegistry(ModelRegistryApp app, TemporaryFolder folder)
    {
        _app = app;
        _folder = folder;
        _folder = folder;
        Channel = NewChannel();
        Watches = new WatchService.WatchServiceClient(Channel);
        Models = new ModelService.ModelServiceClient(Channel);
    }

    public GrpcChannel Channel { get; }

    public Uri Address => _app.GrpcAddress;

    public WatchService.WatchServiceClient Watches { get; }

    public ModelService.ModelServiceClient Models { get; }

    public IServiceProvider Services => _app.Application.Services;

    public static async Task<WatchedRegistry> StartAsync(ChangeFeedOptions? options = null, ModelRegistrySettings? settings = null)
    {
        var folder = new TemporaryFolder();
        var app = await ModelRegistryApp.BuildAsync(
            (settings ?? new ModelRegistrySettings()) with { Data = folder.Path, GrpcPort = 0, AdminPort = 0 },
            builder => builder.Services.AddSingleton(options ?? new ChangeFeedOptions()));
        await app.Application.StartAsync(TestContext.Current.CancellationToken);
        return new WatchedRegistry(app, folder);
    }

    public GrpcChannel NewChannel() => GrpcChannel.ForAddress(_app.GrpcAddress);

    public async Task<Model> CreateAsync(string name, params string[] tags) => (await Models.CreateModelAsync(
        new CreateModelRequest { Name = name, Version = "1", Framework = "onnx", Tags = { tags } },
        cancellationToken: TestContext.Current.CancellationToken)).Model;

    public Task StopAsync() => _app.Application.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Channel.Dispose();
            await _app.Application.StopAsync(CancellationToken.None);
            await _app.Application.DisposeAsync();
            _folder.Dispose();
        }
    }
}

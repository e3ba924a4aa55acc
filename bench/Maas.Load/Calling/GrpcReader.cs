using Maas.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Load.Calling;

/// <summary>Maas.Client.</summary>
internal sealed class GrpcReader(string address) : IModelReader
{
    private readonly ServiceProvider _services =
        new ServiceCollection().AddRegistryClient(client => client.Addresses = [address]).BuildServiceProvider();

    private ModelRegistryClient Registry => field ??= _services.GetRequiredService<ModelRegistryClient>();

    public async Task ReadAsync(ModelCall call, string modelId)
    {
        if (call.IsGet)
        {
            var reply = await Registry.GetModelAsync(ModelCall.Get(modelId), RegistryCallOptions.Default, CancellationToken.None);
            Reading.Check(reply.Model.Id, modelId);
        }
        else
        {
            var page = await Registry.ListModelsAsync(call.List(), RegistryCallOptions.Default, CancellationToken.None);
            Reading.Check(page.Models.Count, call.Listed);
        }
    }

    public void Dispose() => _services.Dispose();
}

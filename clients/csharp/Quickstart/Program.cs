using Grpc.Core;
using Maas.Client;
using Maas.Contract;
using Maas.Contract.V1;

using var channel = RegistryChannel.ForAddress(args is [var address] ? address : "http://127.0.0.1:9090");
var registry = new ModelRegistryClient(channel);

// Registers a model. With a request_id the call is safe to repeat: a second one answers what the first did.
var request = new CreateModelRequest { Name = "quickstart-csharp", Version = "1.0.0", Framework = "onnx", RequestId = "quickstart-csharp" };
var model = (await registry.CreateModelAsync(request)).Model;
Console.WriteLine($"registered {model.Name} {model.Version}, {model.Status}");

await registry.AddModelTagsAsync(new AddModelTagsRequest { ModelId = model.Id, Tags = { "cv", "demo" } });
Console.WriteLine($"tagged {string.Join(", ", (await registry.GetModelAsync(new GetModelRequest { Id = model.Id })).Model.Tags)}");

// A watch tells of each change as it is made, on whatever replica. Its first response says where it begins.
await using (var watch = registry.WatchAsync(new WatchRequest { Name = model.Name }).GetAsyncEnumerator())
{
    await watch.MoveNextAsync();
    var metadata = new Dictionary<string, string> { ["run"] = $"{Random.Shared.Next()}" };
    await registry.SetModelMetadataAsync(new SetModelMetadataRequest { ModelId = model.Id, Metadata = { metadata } });
    while (watch.Current.Changes.Count == 0)
    {
        await watch.MoveNextAsync();
    }

    var change = watch.Current.Changes[0];
    Console.WriteLine($"saw {change.Kind} of {change.Model.Name} {change.Model.Version}");
}

await foreach (var listed in registry.ListAllModelsAsync(new ListModelsRequest { Name = "quickstart-csharp" }))
{
    Console.WriteLine($"listed {listed.Name} {listed.Version}");
}

try
{
    await registry.GetModelAsync(new GetModelRequest { Id = "01900000-0000-7000-8000-000000000000" });
}
catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
{
    Console.WriteLine($"not found: {RegistryError.From(error).Reason}");
}

try
{
    await registry.CreateModelAsync(new CreateModelRequest { Version = "1.0.0", Framework = "onnx" });
}
catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument)
{
    foreach (var (field, faults) in RegistryError.From(error).Fields)
    {
        Console.WriteLine($"wrong: {field} {string.Join("; ", faults)}");
    }
}

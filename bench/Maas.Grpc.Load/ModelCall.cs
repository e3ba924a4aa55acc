using Google.Protobuf;
using Maas.Bench.Driving;
using Maas.Contract;
using Maas.Grpc.Bench;

namespace Maas.Grpc.Load;

/// <summary>One of the two calls that are measured: its path, the bytes that ask and the bytes that answer.</summary>
internal sealed class ModelCall
{
    private const int Listed = 100;

    private ModelCall(string name, string path, int inFlight, IMessage request, IMessage response)
    {
        Name = name;
        Path = path;
        InFlight = inFlight;
        Request = Framing.Frame(request);
        Response = Framing.Frame(response);
    }

    public static Model Model { get; } = ExampleModels.Make(0);

    public static ModelCall Get { get; } = new(
        "get",
        "/model.ModelService/GetModel",
        64,
        new GetModelRequest { Id = Model.Id },
        new GetModelResponse { Model = Model });

    public static IReadOnlyList<Model> Models { get; } = [.. Enumerable.Range(0, Listed).Select(ExampleModels.Make)];

    public static ModelCall List { get; } = new(
        "list",
        "/model.ModelService/ListModels",
        16,
        new ListModelsRequest { Limit = Listed },
        new ListModelsResponse { Models = { Models }, Total = Listed, Page = 1, Limit = Listed });

    public string Name { get; }

    public string Path { get; }

    /// <summary>How many calls are made at the same time.</summary>
    public int InFlight { get; }

    /// <summary>The request's body: a prefix and a message.</summary>
    public byte[] Request { get; }

    /// <summary>The reply's body.</summary>
    public byte[] Response { get; }

    public static ModelCall Named(string name) => name == Get.Name ? Get : List;
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contract;

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

    public static Model Model { get; } = Make(0);

    public static ModelCall Get { get; } = new(
        "get",
        "/model.ModelService/GetModel",
        64,
        new GetModelRequest { Id = Model.Id },
        new GetModelResponse { Model = Model });

    public static IReadOnlyList<Model> Models { get; } = [.. Enumerable.Range(0, Listed).Select(Make)];

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

    private static Model Make(int number) => new()
    {
        Id = $"01920000-0000-7000-8000-{number:D12}",
        Name = $"resnet50-image-classifier-{number}",
        Description = "Classifies product photographs into the shop's catalogue of categories.",
        Version = "2.4.1",
        Framework = "pytorch",
        Status = "ready",
        Size = 102_400_000,
        Checksum = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        StoragePath = "models/vision/resnet50/2.4.1",
        Tags = { "vision", "production" },
        OwnerId = "team-vision",
        TenantId = "acme",
        CreatedAt = new Timestamp { Seconds = 1_735_689_600, Nanos = 123_456_000 },
        UpdatedAt = new Timestamp { Seconds = 1_735_776_000, Nanos = 654_321_000 },
        Metadata = { ["accuracy"] = "0.931", ["dataset"] = "imagenet-1k" },
        Etag = "3",
    };
}

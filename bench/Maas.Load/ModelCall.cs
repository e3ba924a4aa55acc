using Maas.Bench.Driving;
using Maas.Contract;

namespace Maas.Load;

/// <summary>One of the calls that are measured, as gRPC and as REST.</summary>
/// <param name="Name">What reports and processes call it.</param>
/// <param name="Listed">How many models it lists; 0 gets one.</param>
/// <param name="Weight">How many times rarer than GetModel it is made, since it takes longer.</param>
internal sealed record ModelCall(string Name, int Listed, int Weight)
{
    private const string Models = "/api/v1/models";

    public static IReadOnlyList<ModelCall> All { get; } =
    [
        new("get", 0, 1),
        new("list-20", 20, 4),
        new("list-100", 100, 10),
    ];

    public bool IsGet => Listed == 0;

    public string GrpcPath => IsGet ? "/model.ModelService/GetModel" : "/model.ModelService/ListModels";

    public static ModelCall Named(string name) => All.Single(call => call.Name == name);

    public string RestPath(string modelId) => IsGet ? $"{Models}/{modelId}" : $"{Models}?limit={Listed}";

    /// <summary>The body of the gRPC request.</summary>
    public byte[] GrpcBody(string modelId) => Framing.Frame(IsGet ? Get(modelId) : List());

    public static GetModelRequest Get(string modelId) => new() { Id = modelId };

    public ListModelsRequest List() => new() { Limit = Listed };
}

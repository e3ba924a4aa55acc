using Google.Protobuf;
using Grpc.Core;
using Maas.Grpc.Load.Protos.Kept;

namespace Maas.Grpc.Load.Serving;

/// <summary>Answers from memory with each model's encoded bytes, kept since the model last changed.</summary>
internal sealed class KeptModels : ModelService.ModelServiceBase
{
    private static readonly ByteString Model = ModelCall.Model.ToByteString();
    private static readonly ByteString[] Models = [.. ModelCall.Models.Select(model => model.ToByteString())];

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(new GetModelResponse { Model = Model });

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { Models }, Total = Models.Length, Page = 1, Limit = request.Limit });
}

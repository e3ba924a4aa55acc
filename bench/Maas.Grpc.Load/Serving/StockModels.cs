using Grpc.Core;
using Maas.Contract;

namespace Maas.Grpc.Load.Serving;

/// <summary>Answers from memory with the contract's own messages.</summary>
internal sealed class StockModels : ModelService.ModelServiceBase
{
    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(new GetModelResponse { Model = ModelCall.Model });

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse
        {
            Models = { ModelCall.Models },
            Total = ModelCall.Models.Count,
            Page = 1,
            Limit = request.Limit,
        });
}

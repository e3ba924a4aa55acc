using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contract;
using Maas.ModelRegistry.Calls;
using Maas.Models;

namespace Maas.ModelRegistry;

/// <summary>model.ModelService: each RPC converts in, calls the catalog, converts out.</summary>
internal sealed class ModelGrpcService(ModelCatalog catalog) : ModelService.ModelServiceBase
{
    private static readonly Empty Empty = new();

    public override async Task<CreateModelResponse> CreateModel(CreateModelRequest request, ServerCallContext context) =>
        new() { Model = context.Reflect(await catalog.CreateAsync(context.Caller, request.ToNewModel(), context.CancellationToken)).ToMessage() };

    public override async Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
        new() { Model = context.Reflect(await catalog.GetAsync(context.Caller, request.Id, context.CancellationToken)).ToMessage() };

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var page = await catalog.ListAsync(context.Caller, request.ToQuery(), context.CancellationToken);
        context.Reflect(page.Revision);
        return page.ToMessage();
    }

    public override async Task<UpdateModelResponse> UpdateModel(UpdateModelRequest request, ServerCallContext context) =>
        new() { Model = context.Reflect(await catalog.UpdateAsync(context.Caller, request.Id, request.ToUpdate(), context.CancellationToken)).ToMessage() };

    public override async Task<Empty> DeleteModel(DeleteModelRequest request, ServerCallContext context)
    {
        context.Reflect(await catalog.DeleteAsync(context.Caller, request.Id, request.Etag, context.CancellationToken));
        return Empty;
    }

    public override async Task<UpdateModelStatusResponse> UpdateModelStatus(UpdateModelStatusRequest request, ServerCallContext context) =>
        new()
        {
            Model = context.Reflect(
                await catalog.SetStatusAsync(context.Caller, request.Id, request.Status, request.Etag, context.CancellationToken)).ToMessage(),
        };

    public override async Task<Empty> AddModelTags(AddModelTagsRequest request, ServerCallContext context)
    {
        context.Reflect(await catalog.AddTagsAsync(context.Caller, request.ModelId, request.Tags, request.Etag, context.CancellationToken));
        return Empty;
    }

    public override async Task<Empty> RemoveModelTags(RemoveModelTagsRequest request, ServerCallContext context)
    {
        context.Reflect(await catalog.RemoveTagsAsync(context.Caller, request.ModelId, request.Tags, request.Etag, context.CancellationToken));
        return Empty;
    }

    public override async Task<Empty> SetModelMetadata(SetModelMetadataRequest request, ServerCallContext context)
    {
        context.Reflect(await catalog.SetMetadataAsync(context.Caller, request.ModelId, request.Metadata, request.Etag, context.CancellationToken));
        return Empty;
    }

    public override async Task<GetModelMetadataResponse> GetModelMetadata(GetModelMetadataRequest request, ServerCallContext context)
    {
        var metadata = context.Reflect(await catalog.GetMetadataAsync(context.Caller, request.ModelId, context.CancellationToken));
        return new GetModelMetadataResponse { Metadata = { metadata } };
    }
}

using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Conditions;
using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Client;
using Maas.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.ApiGateway.Models;

internal static class MetadataEndpoints
{
    private const string Path = "/{id}/metadata";

    public static RouteGroupBuilder MapModelMetadata(this RouteGroupBuilder models)
    {
        models.MapGet(Path, GetAsync).AnswersHead().WithName("GetModelMetadata").Documented(ModelOperations.GetMetadata);
        models.MapPut(Path, SetAsync).WithName("SetModelMetadata").Documented(ModelOperations.SetMetadata);
        return models;
    }

    private static async Task<Ok<MetadataView>> GetAsync(
        string id, HttpContext http, ModelRegistryClient registry, RegistryCalls calls, CancellationToken cancellationToken)
    {
        var reply = await registry.GetModelMetadataAsync(new GetModelMetadataRequest { ModelId = id }, calls.For(http), cancellationToken);
        return TypedResults.Ok(new MetadataView(reply.Metadata.AsReadOnly()));
    }

    private static async Task<Ok<MetadataView>> SetAsync(
        string id,
        HttpContext http,
        JsonBodyReader bodies,
        ModelRegistryClient registry,
        RegistryCalls calls,
        CancellationToken cancellationToken)
    {
        var call = calls.For(http);
        var request = new SetModelMetadataRequest { ModelId = id };
        await bodies.ReadAsync(http.Request, MetadataBody.Shape, request, cancellationToken);
        request.Etag = IfMatch.EtagOf(http.Request, request.Etag);
        await registry.SetModelMetadataAsync(request, call, cancellationToken);
        return TypedResults.Ok(new MetadataView(request.Metadata.AsReadOnly()));
    }
}

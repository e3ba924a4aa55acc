using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Conditions;
using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Client;
using Maas.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.ApiGateway.Models;

internal static class TagEndpoints
{
    private const string Path = "/{id}/tags";

    public static RouteGroupBuilder MapModelTags(this RouteGroupBuilder models)
    {
        models.MapPost(Path, AddAsync).WithName("AddModelTags").Documented(ModelOperations.AddTags);
        models.MapDelete(Path, RemoveAsync).WithName("RemoveModelTags").Documented(ModelOperations.RemoveTags);
        return models;
    }

    private static async Task<Ok<ModelView>> AddAsync(
        string id,
        HttpContext http,
        JsonBodyReader bodies,
        ModelRegistryClient registry,
        RegistryCalls calls,
        CancellationToken cancellationToken)
    {
        var call = calls.For(http);
        var request = new AddModelTagsRequest { ModelId = id };
        await bodies.ReadAsync(http.Request, TagsBody.ToAdd, request, cancellationToken);
        request.Etag = IfMatch.EtagOf(http.Request, request.Etag);
        await registry.AddModelTagsAsync(request, call, cancellationToken);
        return await ReadAsync(id, http, registry, call, cancellationToken);
    }

    private static async Task<Ok<ModelView>> RemoveAsync(
        string id,
        HttpContext http,
        JsonBodyReader bodies,
        ModelRegistryClient registry,
        RegistryCalls calls,
        CancellationToken cancellationToken)
    {
        var call = calls.For(http);
        var request = new RemoveModelTagsRequest { ModelId = id };
        await bodies.ReadAsync(http.Request, TagsBody.ToRemove, request, cancellationToken);
        request.Etag = IfMatch.EtagOf(http.Request, request.Etag);
        await registry.RemoveModelTagsAsync(request, call, cancellationToken);
        return await ReadAsync(id, http, registry, call, cancellationToken);
    }

    // The frozen replies to changes of tags are empty.
    private static async Task<Ok<ModelView>> ReadAsync(
        string id, HttpContext http, ModelRegistryClient registry, RegistryCallOptions call, CancellationToken cancellationToken)
    {
        var reply = await registry.GetModelAsync(new GetModelRequest { Id = id }, call, cancellationToken);
        return http.Response.Ok(reply.Model);
    }
}

using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Conditions;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Client;
using Maas.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.ApiGateway.Models;

/// <summary>Models by REST: JSON to message, one call, message to JSON.</summary>
internal static class ModelEndpoints
{
    public const string Path = "/api/v1/models";

    public static IEndpointRouteBuilder MapModels(this IEndpointRouteBuilder endpoints)
    {
        var models = endpoints.MapGroup(Path).WithTags("Models");
        models.MapPost("", CreateAsync).WithName("CreateModel").Documented(ModelOperations.Create);
        models.MapGet("", ListAsync).AnswersHead().WithName("ListModels").Documented(ModelOperations.List);
        models.MapGet("/{id}", GetAsync).AnswersHead().WithName("GetModel").Documented(ModelOperations.Get);
        models.MapPut("/{id}", UpdateAsync).WithName("UpdateModel").Documented(ModelOperations.Update);
        models.MapDelete("/{id}", DeleteAsync).WithName("DeleteModel").Documented(ModelOperations.Delete);
        models.MapModelStatus().MapModelTags().MapModelMetadata();
        return endpoints;
    }

    private static async Task<Created<ModelView>> CreateAsync(
        HttpContext http,
        JsonBodyReader bodies,
        ModelRegistryClient registry,
        RegistryCalls calls,
        CancellationToken cancellationToken)
    {
        var call = calls.For(http);
        if (IfMatch.EtagOf(http.Request) is not null)
        {
            throw RequestRefusedException.PreconditionFailed();
        }

        var request = new CreateModelRequest { RequestId = IdempotencyKey.Of(http.Request) };
        await bodies.ReadAsync(http.Request, CreateModelBody.Shape, request, cancellationToken);
        var reply = await registry.CreateModelAsync(request, call, cancellationToken);
        http.Response.SetEtag(reply.Model);
        return TypedResults.Created($"{Path}/{reply.Model.Id}", reply.Model.ToView());
    }

    private static async Task<Ok<ModelListView>> ListAsync(
        HttpContext http, ModelRegistryClient registry, RegistryCalls calls, CancellationToken cancellationToken)
    {
        var request = ListModelsQuery.Shape.Read(http.Request.QueryString);
        var page = await registry.ListModelsAsync(request, calls.For(http), cancellationToken);
        return TypedResults.Ok(page.ToView());
    }

    private static async Task<Results<Ok<ModelView>, StatusCodeHttpResult>> GetAsync(
        string id, HttpContext http, ModelRegistryClient registry, RegistryCalls calls, CancellationToken cancellationToken)
    {
        var reply = await registry.GetModelAsync(new GetModelRequest { Id = id }, calls.For(http), cancellationToken);
        http.Response.SetEtag(reply.Model);
        return IfNoneMatch.Names(http.Request, reply.Model.Etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(reply.Model.ToView());
    }

    private static async Task<Ok<ModelView>> UpdateAsync(
        string id,
        HttpContext http,
        JsonBodyReader bodies,
        ModelRegistryClient registry,
        RegistryCalls calls,
        CancellationToken cancellationToken)
    {
        var call = calls.For(http);
        var request = new UpdateModelRequest { Id = id, UpdateMask = new() };
        var present = await bodies.ReadAsync(http.Request, UpdateModelBody.Shape, request, cancellationToken);
        request.UpdateMask.Paths.Add(present.Where(key => key != UpdateModelBody.Etag));
        request.Etag = IfMatch.EtagOf(http.Request, request.Etag);
        var reply = await registry.UpdateModelAsync(request, call, cancellationToken);
        return http.Response.Ok(reply.Model);
    }

    private static async Task<NoContent> DeleteAsync(
        string id, HttpContext http, ModelRegistryClient registry, RegistryCalls calls, CancellationToken cancellationToken)
    {
        var request = new DeleteModelRequest { Id = id, Etag = IfMatch.EtagOf(http.Request) ?? "" };
        await registry.DeleteModelAsync(request, calls.For(http), cancellationToken);
        return TypedResults.NoContent();
    }
}

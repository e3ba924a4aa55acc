using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Conditions;
using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Client;
using Maas.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.ApiGateway.Models;

internal static class StatusEndpoints
{
    public static RouteGroupBuilder MapModelStatus(this RouteGroupBuilder models)
    {
        models.MapPatch("/{id}/status", SetAsync).WithName("UpdateModelStatus").Documented(ModelOperations.SetStatus);
        return models;
    }

    private static async Task<Ok<ModelView>> SetAsync(
        string id,
        HttpContext http,
        JsonBodyReader bodies,
        ModelRegistryClient registry,
        RegistryCalls calls,
        CancellationToken cancellationToken)
    {
        var call = calls.For(http);
        var request = new UpdateModelStatusRequest { Id = id };
        await bodies.ReadAsync(http.Request, StatusBody.Shape, request, cancellationToken);
        request.Etag = IfMatch.EtagOf(http.Request, request.Etag);
        var reply = await registry.UpdateModelStatusAsync(request, call, cancellationToken);
        return http.Response.Ok(reply.Model);
    }
}

using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Contract;

namespace Maas.ApiGateway.Models;

/// <summary>The body of PATCH /models/{id}/status.</summary>
internal static class StatusBody
{
    public static readonly JsonShape<UpdateModelStatusRequest> Shape = new(
        JsonKey.Text<UpdateModelStatusRequest>("status", Schemas.Status, static (request, value) => request.Status = value)
            with { IsRequired = true },
        JsonKey.Text<UpdateModelStatusRequest>("etag", Schemas.BodyEtag, static (request, value) => request.Etag = value));
}

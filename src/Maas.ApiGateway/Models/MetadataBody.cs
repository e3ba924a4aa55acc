using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Contract;

namespace Maas.ApiGateway.Models;

/// <summary>The body of PUT /models/{id}/metadata.</summary>
internal static class MetadataBody
{
    public static readonly JsonShape<SetModelMetadataRequest> Shape = new(
        JsonKey.Map<SetModelMetadataRequest>("metadata", Schemas.RequiredMetadata, static request => request.Metadata)
            with { IsRequired = true },
        JsonKey.Text<SetModelMetadataRequest>("etag", Schemas.BodyEtag, static (request, value) => request.Etag = value));
}

using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Contract;

namespace Maas.ApiGateway.Models;

/// <summary>The body of PUT /models/{id}.</summary>
internal static class UpdateModelBody
{
    public const string Etag = "etag";

    public static readonly JsonShape<UpdateModelRequest> Shape = new(
        JsonKey.Text<UpdateModelRequest>("name", Schemas.Name, static (request, value) => request.Name = value),
        JsonKey.Text<UpdateModelRequest>("description", Schemas.Description, static (request, value) => request.Description = value),
        JsonKey.Texts<UpdateModelRequest>("tags", Schemas.Tags, static request => request.Tags),
        JsonKey.Map<UpdateModelRequest>("metadata", Schemas.Metadata, static request => request.Metadata),
        JsonKey.Flag<UpdateModelRequest>("is_public", Schemas.IsPublic, static (request, value) => request.IsPublic = value),
        JsonKey.Text<UpdateModelRequest>("docker_image", Schemas.DockerImage, static (request, value) => request.DockerImage = value),
        JsonKey.Text<UpdateModelRequest>("storage_path", Schemas.StoragePath, static (request, value) => request.StoragePath = value),
        JsonKey.Integer<UpdateModelRequest>("size", Schemas.Size, static (request, value) => request.Size = value),
        JsonKey.Text<UpdateModelRequest>("checksum", Schemas.Checksum, static (request, value) => request.Checksum = value),
        JsonKey.Text<UpdateModelRequest>(Etag, Schemas.BodyEtag, static (request, value) => request.Etag = value));
}

using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Contract;

namespace Maas.ApiGateway.Models;

/// <summary>The body of POST /models.</summary>
internal static class CreateModelBody
{
    public static readonly JsonShape<CreateModelRequest> Shape = new(
        JsonKey.Text<CreateModelRequest>("name", Schemas.Name, static (request, value) => request.Name = value) with { IsNeeded = true },
        JsonKey.Text<CreateModelRequest>("description", Schemas.Description, static (request, value) => request.Description = value),
        JsonKey.Text<CreateModelRequest>("version", Schemas.Version, static (request, value) => request.Version = value)
            with { IsNeeded = true },
        JsonKey.Text<CreateModelRequest>("framework", Schemas.Framework, static (request, value) => request.Framework = value)
            with { IsNeeded = true },
        JsonKey.Texts<CreateModelRequest>("tags", Schemas.Tags, static request => request.Tags),
        JsonKey.Map<CreateModelRequest>("metadata", Schemas.Metadata, static request => request.Metadata),
        JsonKey.Text<CreateModelRequest>("owner_id", Schemas.OwnerId, static (request, value) => request.OwnerId = value),
        JsonKey.Text<CreateModelRequest>("tenant_id", Schemas.TenantId, static (request, value) => request.TenantId = value),
        JsonKey.Flag<CreateModelRequest>("is_public", Schemas.IsPublic, static (request, value) => request.IsPublic = value),
        JsonKey.Text<CreateModelRequest>("docker_image", Schemas.DockerImage, static (request, value) => request.DockerImage = value),
        JsonKey.Text<CreateModelRequest>("storage_path", Schemas.StoragePath, static (request, value) => request.StoragePath = value),
        JsonKey.Integer<CreateModelRequest>("size", Schemas.Size, static (request, value) => request.Size = value),
        JsonKey.Text<CreateModelRequest>("checksum", Schemas.Checksum, static (request, value) => request.Checksum = value));
}

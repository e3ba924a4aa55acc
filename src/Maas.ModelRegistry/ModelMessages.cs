using Google.Protobuf.WellKnownTypes;
using Maas.Contract;
using Maas.Models;

namespace Maas.ModelRegistry;

/// <summary>Conversions between the messages of model.proto and the domain's types.</summary>
internal static class ModelMessages
{
    extension(CreateModelRequest request)
    {
        public NewModel ToNewModel() => new()
        {
            Name = request.Name,
            Description = request.Description,
            Version = request.Version,
            Framework = request.Framework,
            Tags = request.Tags,
            Metadata = request.Metadata,
            OwnerId = request.OwnerId,
            TenantId = request.TenantId,
            IsPublic = request.IsPublic,
            DockerImage = request.DockerImage,
            StoragePath = request.StoragePath,
            Size = request.Size,
            Checksum = request.Checksum,
            RequestId = request.RequestId,
        };
    }

    extension(UpdateModelRequest request)
    {
        public ModelUpdate ToUpdate() => new()
        {
            Name = request.Name,
            Description = request.Description,
            Tags = request.Tags,
            Metadata = request.Metadata,
            IsPublic = request.IsPublic,
            DockerImage = request.DockerImage,
            StoragePath = request.StoragePath,
            Size = request.Size,
            Checksum = request.Checksum,
            Mask = request.UpdateMask is { } mask ? mask.Paths : [],
            Etag = request.Etag,
        };
    }

    extension(ListModelsRequest request)
    {
        public ModelQuery ToQuery() => new()
        {
            Name = request.Name,
            Framework = request.Framework,
            Status = request.Status,
            OwnerId = request.OwnerId,
            TenantId = request.TenantId,
            Tags = request.Tags,
            IsPublic = request.IsPublic,
            Page = request.Page,
            Limit = request.Limit,
            PageToken = request.PageToken,
            OrderBy = request.OrderBy,
            Filter = request.Filter,
            ShowDeleted = request.ShowDeleted,
        };
    }

    extension(ModelPage page)
    {
        public ListModelsResponse ToMessage() => new()
        {
            Models = { page.Models.Select(model => model.ToMessage()) },
            Total = page.Total,
            Page = page.Page,
            Limit = page.Limit,
            NextPageToken = page.NextPageToken,
        };
    }

    extension(RegisteredModel model)
    {
        public Contract.Model ToMessage() => new()
        {
            Id = model.Id.ToString(),
            Name = model.Name,
            Description = model.Description,
            Version = model.Version,
            Framework = model.Framework,
            Status = model.Status.WireName,
            Size = model.Size,
            Checksum = model.Checksum,
            StoragePath = model.StoragePath,
            DockerImage = model.DockerImage,
            Tags = { model.Tags },
            Metadata = { model.Metadata },
            OwnerId = model.OwnerId,
            TenantId = model.TenantId,
            IsPublic = model.IsPublic,
            Etag = model.Etag,
            CreatedAt = model.CreatedAt.ToTimestamp(),
            UpdatedAt = model.UpdatedAt.ToTimestamp(),
            DeletedAt = model.DeletedAt?.ToTimestamp(),
        };
    }
}

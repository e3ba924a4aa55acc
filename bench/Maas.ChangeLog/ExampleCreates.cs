using Maas.Contract;
using Maas.Grpc.Bench;

namespace Maas.ChangeLog;

/// <summary>Requests for models such as all benches read.</summary>
internal static class ExampleCreates
{
    public static CreateModelRequest Make(string name)
    {
        var model = ExampleModels.Make(0);
        return new CreateModelRequest
        {
            Name = name,
            Description = model.Description,
            Version = model.Version,
            Framework = model.Framework,
            Tags = { model.Tags },
            Metadata = { model.Metadata },
            OwnerId = model.OwnerId,
            TenantId = model.TenantId,
            StoragePath = model.StoragePath,
            Size = model.Size,
            Checksum = model.Checksum,
        };
    }
}

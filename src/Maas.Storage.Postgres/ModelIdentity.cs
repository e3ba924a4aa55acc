using Maas.Models;

namespace Maas.Storage.Postgres;

// What is unique among live models.
internal readonly record struct ModelIdentity(string TenantId, string Name, string Version)
{
    public static ModelIdentity Of(RegisteredModel model) => new(model.TenantId, model.Name, model.Version);
}

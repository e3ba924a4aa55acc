using Maas.Contract;

namespace Maas.History.Checking;

/// <summary>What is unique among live models.</summary>
internal readonly record struct Identity(string Tenant, string Name, string Version)
{
    public static Identity Of(Model model) => new(model.TenantId, model.Name, model.Version);
}

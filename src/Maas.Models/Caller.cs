namespace Maas.Models;

/// <summary>Who asks; every use case takes it first, and decides by it what is visible and what may be changed.</summary>
/// <param name="Subject">Who it is, for the change log.</param>
/// <param name="Tenant">The tenant that the caller belongs to, or null for a trusted caller, who may name and reach any.</param>
/// <param name="RequestId">The id of the request for logs and the change log; not the idempotency id.</param>
public sealed record Caller(string Subject, string? Tenant, string RequestId)
{
    /// <summary>The tenant and owner of what names none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The one caller there is without authentication.</summary>
    /// <param name="requestId">The id of the request.</param>
    /// <returns>A caller who may name any tenant and reach any model.</returns>
    public static Caller Trusted(string requestId) => new("trusted", null, requestId);

    /// <summary>Whether the caller may read a model: one of the own tenant, or a public one.</summary>
    /// <param name="model">The model.</param>
    public bool CanRead(RegisteredModel model) => model.IsPublic || CanChange(model);

    /// <summary>Whether the caller may change a model: one of the own tenant.</summary>
    /// <param name="model">The model.</param>
    public bool CanChange(RegisteredModel model) => OwnsTenant(model.TenantId);

    /// <summary>Whether models of a tenant are the caller's own; a trusted caller owns all.</summary>
    /// <param name="tenant">The tenant.</param>
    public bool OwnsTenant(string tenant) => Tenant is null || Tenant == tenant;

    // Request ids of one caller must not meet another's. A tenant holds no line feed, so the parts can't be confused.
    internal string IdempotencyScope => $"{Tenant}\n{Subject}";

    internal string TenantToWrite(string requested)
    {
        if (requested.Length == 0)
        {
            return Tenant ?? DefaultTenant;
        }

        return OwnsTenant(requested)
            ? requested
            : throw new RegistryException(RegistryErrorCode.PermissionDenied, "The tenant_id named is not the caller's tenant.")
            {
                Reason = RegistryReason.TenantForbidden,
            };
    }
}

using Maas.Models;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Health;

/// <summary>Healthy while the database answers a query.</summary>
internal sealed class DatabaseHealthCheck(IModelStore store, ILogger<DatabaseHealthCheck> logger) : IHealthCheck
{
    public const string Name = "database";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await store.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (RegistryException error)
        {
            logger.NotReady(error);
            return HealthCheckResult.Unhealthy();
        }
    }
}

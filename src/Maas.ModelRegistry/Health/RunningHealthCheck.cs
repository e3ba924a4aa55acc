using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Maas.ModelRegistry.Health;

/// <summary>Healthy until the process is told to stop, so that no new calls are sent to a registry that drains.</summary>
internal sealed class RunningHealthCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public const string Name = "registry";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy());
}

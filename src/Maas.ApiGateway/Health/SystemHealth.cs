using Grpc.Core;
using Maas.Client;

namespace Maas.ApiGateway.Health;

/// <summary>Asks each part of the system how it is.</summary>
internal sealed class SystemHealth(RegistryHealthClient registry, IHostApplicationLifetime lifetime, ILogger<SystemHealth> logger)
{
    // Well under the second after which probes commonly give up.
    private static readonly RegistryCallOptions Call = new() { Timeout = TimeSpan.FromMilliseconds(900) };

    private HealthStatus Gateway =>
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthStatus.Stopping : HealthStatus.Ok;

    /// <summary>Whether this process runs, whatever it depends on.</summary>
    public static HealthView OfProcess() => View(("gateway", HealthStatus.Ok));

    /// <summary>The gateway, the registry and its database.</summary>
    public async Task<HealthView> OfAllAsync(HttpContext context)
    {
        var (reached, database) = await AskRegistryAsync(context);
        return View(("gateway", Gateway), ("registry", reached), ("database", database));
    }

    private async Task<(HealthStatus Registry, HealthStatus Database)> AskRegistryAsync(HttpContext context)
    {
        try
        {
            // The registry serves only while its database answers.
            return await registry.CheckAsync("", Call with { RequestId = context.TraceIdentifier }, context.RequestAborted) switch
            {
                RegistryHealth.Serving => (HealthStatus.Ok, HealthStatus.Ok),
                _ => (HealthStatus.Unavailable, HealthStatus.Unknown),
            };
        }
        catch (RpcException error)
        {
            logger.HealthUnreadable(error);
            return (HealthStatus.Unavailable, HealthStatus.Unknown);
        }
    }

    private static HealthView View(params (string Name, HealthStatus Status)[] components)
    {
        var worst = components.Select(component => component.Status).FirstOrDefault(status => status != HealthStatus.Ok);
        return new HealthView(worst, components.ToDictionary(component => component.Name, component => component.Status));
    }
}

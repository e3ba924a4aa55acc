namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks speak for which service.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>
    /// The services that can be asked about. The server as a whole, under the empty name, is there from the start and is
    /// served while no check of any name is unhealthy.
    /// </summary>
    public ServiceMappingCollection Services { get; } = new([new ServiceMapping("", _ => true)]);

    /// <summary>
    /// How often the checks run while somebody watches, once for all watchers. Defaults to 2 seconds; from 100 milliseconds to
    /// a day. Nothing runs while nobody watches.
    /// </summary>
    public TimeSpan WatchPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the checks may take before watchers are told that no service is served, until the checks come back. Defaults to
    /// 5 seconds; from 100 milliseconds to a day.
    /// </summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

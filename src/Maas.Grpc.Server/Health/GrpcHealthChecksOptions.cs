namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks speak for which service.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>
    /// The services that can be asked about. The server as a whole, under the empty name, is there from the start and is
    /// served while no check of any name is unhealthy.
    /// </summary>
    public ServiceMappingCollection Services { get; } = new([new ServiceMapping("", _ => true)]);
}

namespace Grpc.Net.Client.Configuration;

/// <summary>
/// How a channel spreads its calls over addresses, and which of its failed calls it makes again. It is gRPC's service config
/// (grpc/grpc doc/service_config.md), given by the caller rather than looked up.
/// </summary>
public sealed class ServiceConfig
{
    /// <summary>How calls are spread, in order of preference; the first counts. Empty, the default, is <see cref="PickFirstConfig"/>.</summary>
    public IList<LoadBalancingConfig> LoadBalancingConfigs { get; } = [];

    /// <summary>What is special about methods. Of several that match a method, that with the most exact name counts.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>Stops retries while many calls fail; null, the default, for never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; set; }
}

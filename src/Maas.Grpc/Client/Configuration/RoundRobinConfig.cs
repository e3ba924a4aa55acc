namespace Grpc.Net.Client.Configuration;

/// <summary>Calls go to all addresses that are connected, in turn.</summary>
public sealed class RoundRobinConfig() : LoadBalancingConfig(RoundRobinPolicyName);

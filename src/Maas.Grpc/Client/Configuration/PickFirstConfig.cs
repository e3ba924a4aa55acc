namespace Grpc.Net.Client.Configuration;

/// <summary>All calls go to one address: the first, in their order, that can be connected to.</summary>
public sealed class PickFirstConfig() : LoadBalancingConfig(PickFirstPolicyName);

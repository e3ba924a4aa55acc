namespace Grpc.Net.Client.Configuration;

/// <summary>How calls are spread over the addresses of a channel.</summary>
public abstract class LoadBalancingConfig
{
    /// <summary>The name of the policy <see cref="PickFirstConfig"/>.</summary>
    public const string PickFirstPolicyName = "pick_first";

    /// <summary>The name of the policy <see cref="RoundRobinConfig"/>.</summary>
    public const string RoundRobinPolicyName = "round_robin";

    private protected LoadBalancingConfig(string policyName) => PolicyName = policyName;

    /// <summary>The name of the policy.</summary>
    public string PolicyName { get; }
}

using Grpc.Net.Client.Balancer;

namespace Maas.Grpc.Client.Balancing;

/// <summary>Addresses that never change.</summary>
internal sealed class StaticResolver(IReadOnlyList<BalancerAddress> addresses) : Resolver
{
    public override void Start(Action<ResolverResult> listener) => listener(ResolverResult.ForResult(addresses));
}

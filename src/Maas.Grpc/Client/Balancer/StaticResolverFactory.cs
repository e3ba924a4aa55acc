using Maas.Grpc.Client.Balancing;

namespace Grpc.Net.Client.Balancer;

/// <summary>Resolves the addresses of <c>static:</c> channels, such as <c>static:///models</c>, to what a function says, once for each channel.</summary>
/// <param name="addressesCallback">The addresses of a channel's address, in order of preference.</param>
public sealed class StaticResolverFactory(Func<Uri, IEnumerable<BalancerAddress>> addressesCallback) : ResolverFactory
{
    private readonly Func<Uri, IEnumerable<BalancerAddress>> _addresses =
        addressesCallback ?? throw new ArgumentNullException(nameof(addressesCallback));

    /// <inheritdoc/>
    public override string Name => "static";

    /// <inheritdoc/>
    public override Resolver Create(ResolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new StaticResolver([.. _addresses(options.Address)]);
    }
}

using System.Net;
using Maas.Grpc.Client.Balancing;

namespace Grpc.Net.Client.Balancer;

/// <summary>
/// Looks <c>dns:///host:port</c> up in the DNS. Channels have one that looks up again only when a server cannot be reached; another
/// among their services takes its place.
/// </summary>
public sealed class DnsResolverFactory : ResolverFactory
{
    private readonly TimeSpan _refreshInterval;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookup;

    /// <summary>A factory of resolvers that look up again by the clock too.</summary>
    /// <param name="refreshInterval">
    /// How long after a look-up the next one is at the latest, from 1 second; <see cref="Timeout.InfiniteTimeSpan"/> for only when a
    /// server cannot be reached, which is at most every 5 seconds.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is shorter than 1 second or longer than 49 days.</exception>
    public DnsResolverFactory(TimeSpan refreshInterval)
        : this(refreshInterval, Dns.GetHostAddressesAsync)
    {
    }

    internal DnsResolverFactory(TimeSpan refreshInterval, Func<string, CancellationToken, Task<IPAddress[]>> lookup)
    {
        if (refreshInterval != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(refreshInterval, TimeSpan.FromSeconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(refreshInterval, TimeSpan.FromDays(49));
        }

        (_refreshInterval, _lookup) = (refreshInterval, lookup);
    }

    /// <inheritdoc/>
    public override string Name => "dns";

    /// <inheritdoc/>
    public override Resolver Create(ResolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DnsResolver(DnsTarget.Of(options.Address, options.DefaultPort), _refreshInterval, _lookup, options.Clock);
    }
}

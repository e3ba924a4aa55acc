using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Client.Balancing;

namespace Maas.Grpc.Client;

/// <summary>Makes the transport that an address asks for.</summary>
internal static class ChannelTransport
{
    /// <exception cref="ArgumentException">The address is malformed, or the options do not fit it.</exception>
    public static IClientTransport For(Uri address, GrpcChannelOptions options)
    {
        if (!address.IsAbsoluteUri)
        {
            throw Malformed(address);
        }

        return address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps ? Direct(address, options) : Balanced(address, options);
    }

    private static DirectTransport Direct(Uri address, GrpcChannelOptions options)
    {
        if (address.PathAndQuery != "/")
        {
            throw Malformed(address);
        }

        var contradicts = address.Scheme == Uri.UriSchemeHttp ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        if (options.Credentials == contradicts)
        {
            throw new ArgumentException($"The Credentials say other than the '{address.Scheme}' of '{address}' does.", nameof(options));
        }

        var pool = options.HttpHandler is { } theirs
            ? new KeepAlivePool(theirs)
            : new KeepAlivePool(options, delay => SocketsHandler.Of(options, delay));
        return new DirectTransport(new HttpTransport(address, pool), options);
    }

    private static BalancedTransport Balanced(Uri address, GrpcChannelOptions options)
    {
        var factory = FactoryOf(address.Scheme, options) ?? throw new ArgumentException(
            $"'{address}' is no address such as http://host:port or dns:///host:port, and no ResolverFactory among the services of the ServiceProvider is named '{address.Scheme}'.",
            nameof(address));
        if (options.Credentials is null)
        {
            throw new ArgumentException($"'{address}' does not say whether to speak TLS: the Credentials have to.", nameof(options));
        }

        var tls = TlsOptions.Of(options);
        var resolver = factory.Create(new ResolverOptions(address, tls is null ? 80 : 443, options.TimeProvider));
        return new BalancedTransport(resolver, PolicyOf(options.ServiceConfig), tls, options);
    }

    private static ResolverFactory? FactoryOf(string scheme, GrpcChannelOptions options)
    {
        var theirs = (IEnumerable<ResolverFactory>?)options.ServiceProvider?.GetService(typeof(IEnumerable<ResolverFactory>)) ?? [];
        return theirs.LastOrDefault(factory => string.Equals(factory.Name, scheme, StringComparison.OrdinalIgnoreCase))
            ?? (scheme == "dns" ? new DnsResolverFactory(Timeout.InfiniteTimeSpan) : null);
    }

    private static IBalancingPolicy PolicyOf(ServiceConfig? config) =>
        config?.LoadBalancingConfigs.FirstOrDefault() is RoundRobinConfig ? new RoundRobin() : new PickFirst();

    private static ArgumentException Malformed(Uri address) => new($"'{address}' is no address such as http://host:port.", nameof(address));
}

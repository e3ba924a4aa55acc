namespace Grpc.Net.Client.Balancer;

/// <summary>What a resolver is made for.</summary>
public sealed class ResolverOptions
{
    internal ResolverOptions(Uri address, int defaultPort, TimeProvider clock) => (Address, DefaultPort, Clock) = (address, defaultPort, clock);

    /// <summary>The channel's address, such as <c>dns:///models.example:5001</c>.</summary>
    public Uri Address { get; }

    /// <summary>The port of servers whose address names none: 443 with TLS, 80 without.</summary>
    public int DefaultPort { get; }

    internal TimeProvider Clock { get; }
}

using System.Net;

namespace Grpc.Net.Client.Balancer;

/// <summary>The address of one server.</summary>
public sealed class BalancerAddress
{
    /// <summary>An address.</summary>
    /// <param name="host">A host name or an IP address.</param>
    /// <param name="port">The port.</param>
    /// <exception cref="ArgumentException">The host is empty, or the port none.</exception>
    public BalancerAddress(string host, int port)
        : this(new DnsEndPoint(host, port))
    {
    }

    /// <summary>An address.</summary>
    /// <param name="endPoint">The host, by name or IP address, and the port.</param>
    public BalancerAddress(DnsEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        EndPoint = endPoint;
        Authority = endPoint;
    }

    /// <summary>The host, by name or IP address, and the port.</summary>
    public DnsEndPoint EndPoint { get; }

    /// <summary>What calls name as their server, and its certificate has to: where the address was looked up, the name that it was looked up by.</summary>
    internal DnsEndPoint Authority { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TextOf(EndPoint);

    internal static string TextOf(DnsEndPoint endPoint) =>
        endPoint.Host.Contains(':', StringComparison.Ordinal) && !endPoint.Host.StartsWith('[')
            ? $"[{endPoint.Host}]:{endPoint.Port}"
            : $"{endPoint.Host}:{endPoint.Port}";

    internal bool IsSameAs(BalancerAddress other) => EndPoint.Equals(other.EndPoint) && Authority.Equals(other.Authority);
}

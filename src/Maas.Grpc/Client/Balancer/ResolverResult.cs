using Grpc.Core;

namespace Grpc.Net.Client.Balancer;

/// <summary>What a look-up came to.</summary>
public sealed class ResolverResult
{
    private ResolverResult(Status status, IReadOnlyList<BalancerAddress>? addresses) => (Status, Addresses) = (status, addresses);

    /// <summary>OK, or why the look-up failed.</summary>
    public Status Status { get; }

    /// <summary>The addresses in order of preference; null when the look-up failed.</summary>
    public IReadOnlyList<BalancerAddress>? Addresses { get; }

    /// <summary>A result of addresses. None at all is a failure for the channel, which then goes on with those that it has.</summary>
    /// <param name="addresses">The addresses in order of preference.</param>
    /// <returns>The result.</returns>
    public static ResolverResult ForResult(IReadOnlyList<BalancerAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        return new ResolverResult(Status.DefaultSuccess, addresses);
    }

    /// <summary>A failure. The channel goes on with the addresses that it has; without any, calls fail with this status.</summary>
    /// <param name="status">Why, with any code but OK.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">The status is OK.</exception>
    public static ResolverResult ForFailure(Status status) => status.StatusCode == StatusCode.OK
        ? throw new ArgumentException("A failure has a status other than OK.", nameof(status))
        : new ResolverResult(status, null);
}

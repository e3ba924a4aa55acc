namespace Grpc.Net.Client.Balancer;

/// <summary>
/// Makes the resolvers of one scheme. Channels find it among the services of <see cref="GrpcChannelOptions.ServiceProvider"/>, where
/// it is registered as a <see cref="ResolverFactory"/>.
/// </summary>
public abstract class ResolverFactory
{
    /// <summary>The scheme of the channels' addresses, such as <c>dns</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the resolver of a channel, which disposes it.</summary>
    /// <param name="options">What there is to be resolved.</param>
    /// <returns>The resolver; it has not started.</returns>
    /// <exception cref="ArgumentException">The address is none of this scheme's.</exception>
    public abstract Resolver Create(ResolverOptions options);
}

using Grpc.Core;
using Grpc.Health.V1;

namespace Maas.Client;

/// <summary>Asks a model registry whether it takes calls, by gRPC's health protocol.</summary>
/// <param name="channel">The connections to ask over.</param>
public sealed class RegistryHealthClient(RegistryChannel channel)
{
    private readonly Health.HealthClient _health = new(channel.Invoker);
    private readonly TimeSpan _callTimeout = channel.Options.CallTimeout;

    /// <summary>Asks once.</summary>
    /// <param name="service">The service's full name; empty asks for the registry as a whole.</param>
    /// <param name="call">Deadline, identity and metadata of this call.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>What the registry says of itself.</returns>
    /// <exception cref="RpcException">It can't be reached or does not answer in time, or it knows no such service.</exception>
    public async Task<RegistryHealth> CheckAsync(string service, RegistryCallOptions call, CancellationToken cancellationToken)
    {
        var options = call.ToCallOptions(null, _callTimeout, channel.Clock, cancellationToken);
        var reply = await _health.CheckAsync(new HealthCheckRequest { Service = service }, options).ResponseAsync.ConfigureAwait(false);
        return reply.Status switch
        {
            HealthCheckResponse.Types.ServingStatus.Serving => RegistryHealth.Serving,
            HealthCheckResponse.Types.ServingStatus.NotServing => RegistryHealth.NotServing,
            _ => RegistryHealth.Unknown,
        };
    }
}

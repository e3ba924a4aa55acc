using Grpc.Core;
using Grpc.Health.V1;

namespace Maas.Testing.Fakes;

/// <summary>A registry's health, as the test says.</summary>
public sealed class FakeHealthService : Health.HealthBase
{
    public bool IsServing { get; set; } = true;

    /// <summary>What the last check came with.</summary>
    public Metadata Seen { get; private set; } = [];

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        Seen = context.RequestHeaders;
        return Task.FromResult(new HealthCheckResponse
        {
            Status = IsServing ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing,
        });
    }
}

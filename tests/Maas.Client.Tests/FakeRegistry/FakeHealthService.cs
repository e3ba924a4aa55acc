using Grpc.Core;
using Grpc.Health.V1;

namespace Maas.Testing.Fakes;

/// <summary>A registry's health, as the test says.</summary>
public sealed class FakeHealthService : Health.HealthBase
{
    public bool IsServing { get; set; } = true;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => Task.FromResult(new HealthCheckResponse
    {
        Status = IsServing ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing,
    });
}

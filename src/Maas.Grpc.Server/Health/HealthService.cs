using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Maas.Grpc.Server;

/// <summary>Answers grpc.health.v1 from the host's health checks, which run at the time of the call.</summary>
internal sealed class HealthService(HealthCheckService checks, IOptions<GrpcHealthChecksOptions> options) : Health.HealthBase
{
    // A name comes from the caller, and may be as long as a message.
    private const int LongestShownName = 100;

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var service = options.Value.Services.Find(request.Service)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"The server has no service '{Shown(request.Service)}'."));

        var report = await checks.CheckHealthAsync(
            check => service.HealthCheckPredicate(new HealthCheckMapContext(check.Name, check.Tags)),
            context.CancellationToken);

        return new HealthCheckResponse
        {
            Status = report.Status == HealthStatus.Unhealthy
                ? HealthCheckResponse.Types.ServingStatus.NotServing
                : HealthCheckResponse.Types.ServingStatus.Serving,
        };
    }

    private static string Shown(string name) => name.Length <= LongestShownName ? name : name[..LongestShownName];
}

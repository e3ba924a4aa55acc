using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.Grpc.Server;

/// <summary>Runs the host's health checks and tells what they mean for the services that were mapped to them.</summary>
internal sealed class ServiceHealth(HealthCheckService checks, IOptions<GrpcHealthChecksOptions> options)
{
    private readonly ServiceMappingCollection _services = options.Value.Services;

    public int Count => _services.Count;

    public bool Knows(string service) => _services.Find(service) is not null;

    /// <summary>Runs the checks that count for a service.</summary>
    /// <returns>Null for a service that is not known.</returns>
    public async Task<ServingStatus?> CheckAsync(string service, CancellationToken cancellationToken)
    {
        if (_services.Find(service) is not { } mapping)
        {
            return null;
        }

        var report = await checks.CheckHealthAsync(check => Counts(mapping, check.Name, check.Tags), cancellationToken);
        return StatusOf(report.Status == HealthStatus.Unhealthy);
    }

    /// <summary>Runs every check once.</summary>
    /// <returns>All known services.</returns>
    public async Task<IReadOnlyDictionary<string, ServingStatus>> CheckAllAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        return _services.ToDictionary(
            mapping => mapping.Name,
            mapping => StatusOf(report.Entries.Any(
                check => check.Value.Status == HealthStatus.Unhealthy && Counts(mapping, check.Key, check.Value.Tags))));
    }

    /// <summary>What is to be thought of all known services while the checks do not come back.</summary>
    public IReadOnlyDictionary<string, ServingStatus> NoneServing() => _services.ToDictionary(mapping => mapping.Name, _ => ServingStatus.NotServing);

    private static bool Counts(ServiceMapping mapping, string check, IEnumerable<string> tags) =>
        mapping.HealthCheckPredicate(new HealthCheckMapContext(check, tags));

    private static ServingStatus StatusOf(bool isUnhealthy) => isUnhealthy ? ServingStatus.NotServing : ServingStatus.Serving;
}

namespace Maas.ApiGateway.Health;

/// <summary>How the system is, and each part of it.</summary>
internal sealed record HealthView(HealthStatus Status, IReadOnlyDictionary<string, HealthStatus> Components);

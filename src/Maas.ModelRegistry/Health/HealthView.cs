namespace Maas.ModelRegistry.Health;

/// <summary>How the registry is, and each part of it.</summary>
internal sealed record HealthView(string Status, IReadOnlyDictionary<string, string> Components);

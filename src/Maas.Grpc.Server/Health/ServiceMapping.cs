namespace Grpc.AspNetCore.HealthChecks;

/// <summary>A service that can be asked about, and the checks that count for it.</summary>
public sealed class ServiceMapping
{
    /// <summary>A service with its checks.</summary>
    /// <param name="name">The service with its package; empty for the server as a whole.</param>
    /// <param name="predicate">Whether a check counts for it.</param>
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        Name = name;
        HealthCheckPredicate = predicate;
    }

    /// <summary>The service with its package; empty for the server as a whole.</summary>
    public string Name { get; }

    /// <summary>Whether a check counts for it.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; }
}

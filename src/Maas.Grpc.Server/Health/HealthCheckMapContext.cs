namespace Grpc.AspNetCore.HealthChecks;

/// <summary>A health check as it was registered.</summary>
public sealed class HealthCheckMapContext
{
    /// <summary>A check with its name and tags.</summary>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">The check's tags.</param>
    public HealthCheckMapContext(string name, IEnumerable<string> tags)
    {
        Name = name;
        Tags = tags;
    }

    /// <summary>The check's name.</summary>
    public string Name { get; }

    /// <summary>The check's tags.</summary>
    public IEnumerable<string> Tags { get; }
}

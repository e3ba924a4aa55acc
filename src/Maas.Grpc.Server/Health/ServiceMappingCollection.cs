using System.Collections;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The services that can be asked about, by name.</summary>
public sealed class ServiceMappingCollection : ICollection<ServiceMapping>
{
    private readonly Dictionary<string, ServiceMapping> _mappings = [];

    internal ServiceMappingCollection(IEnumerable<ServiceMapping> mappings)
    {
        foreach (var mapping in mappings)
        {
            Add(mapping);
        }
    }

    /// <summary>How many services there are.</summary>
    public int Count => _mappings.Count;

    /// <summary>Always false.</summary>
    public bool IsReadOnly => false;

    /// <summary>Adds a service, in the place of one of that name.</summary>
    /// <param name="name">The service with its package; empty for the server as a whole.</param>
    /// <param name="predicate">Whether a check counts for it.</param>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate) => Add(new ServiceMapping(name, predicate));

    /// <summary>Adds a service, in the place of one of that name.</summary>
    /// <param name="item">The service.</param>
    public void Add(ServiceMapping item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _mappings[item.Name] = item;
    }

    /// <inheritdoc/>
    public void Clear() => _mappings.Clear();

    /// <inheritdoc/>
    public bool Contains(ServiceMapping item) => _mappings.ContainsValue(item);

    /// <inheritdoc/>
    public void CopyTo(ServiceMapping[] array, int arrayIndex) => _mappings.Values.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public bool Remove(ServiceMapping item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Contains(item) && _mappings.Remove(item.Name);
    }

    /// <inheritdoc/>
    public IEnumerator<ServiceMapping> GetEnumerator() => _mappings.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ServiceMapping? Find(string name) => _mappings.GetValueOrDefault(name);
}

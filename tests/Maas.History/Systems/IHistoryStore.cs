using Maas.History.Faults;

namespace Maas.History.Systems;

/// <summary>The database under the registry, new for each round.</summary>
internal interface IHistoryStore : IAsyncDisposable
{
    /// <summary>How many registries use it at a time.</summary>
    int Replicas { get; }

    /// <summary>What can be cut between a replica and the database; null where there is no connection between them.</summary>
    CuttableProxy? ProxyOf(int replica);

    /// <summary>The arguments that lead a replica to it.</summary>
    IReadOnlyList<string> ArgumentsOf(int replica);

    /// <summary>Ends every connection that registries have to the database, from its own side.</summary>
    /// <returns>How many there were; 0 where the store has none.</returns>
    Task<long> EndConnectionsAsync();
}

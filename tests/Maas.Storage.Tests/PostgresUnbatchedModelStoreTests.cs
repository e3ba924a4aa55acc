using Maas.Storage.Postgres;

namespace Maas.Storage.Tests;

/// <summary>The smallest queue and batch: every commit alone, and writers that wait to be let in.</summary>
public class PostgresUnbatchedModelStoreTests(PostgresServer server) : PostgresModelStoreTests(server)
{
    protected override PostgresStoreOptions Options { get; } = new() { BatchLimit = 1, QueueLimit = 1 };
}

using Maas.Storage.Tests;
using Maas.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Maas.Storage.Tests;

/// <summary>The one server of all tests here that do not end it; each has a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await PostgresCluster.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

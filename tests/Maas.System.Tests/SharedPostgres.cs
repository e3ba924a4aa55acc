using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>The PostgreSQL server of the tests that need one; each makes databases of its own on it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPostgres : IAsyncLifetime, ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";

    public PostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await PostgresCluster.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

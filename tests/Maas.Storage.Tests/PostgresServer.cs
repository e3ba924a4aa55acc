using System.Globalization;
using Maas.Storage.Tests;
using Maas.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Maas.Storage.Tests;

/// <summary>
/// The one server of all tests here that do not end it. It does not wait for the disk, which none of them can tell: what is to outlast a
/// server is shown by those that have one of their own.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private string _shared = "";
    private int _schemas;

    public PostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cluster = await PostgresCluster.StartAsync(TestContext.Current.CancellationToken, "fsync=off", "full_page_writes=off", "checkpoint_timeout=1h");
        _shared = await Cluster.CreateDatabaseAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Where a store can be of its own without a database of its own, which takes longer to make than most tests do.</summary>
    public string NewSchema() => string.Create(
        CultureInfo.InvariantCulture, $"{_shared};Search Path=s{Interlocked.Increment(ref _schemas)}");

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

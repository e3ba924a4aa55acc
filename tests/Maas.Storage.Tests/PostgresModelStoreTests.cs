using Maas.Models;
using Maas.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

public class PostgresModelStoreTests(PostgresServer server) : ModelStoreContract
{
    private string? _database;

    protected virtual PostgresStoreOptions Options { get; } = new();

    protected override async Task<IModelStore> OpenAsync() => await PostgresModelStore.OpenAsync(
        _database ??= await server.Cluster.CreateDatabaseAsync(Cancelled), Clock, Options, NullLogger<PostgresModelStore>.Instance, Cancelled);

    protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
}

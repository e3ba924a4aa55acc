using Maas.Models;
using Maas.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

public class PostgresModelStoreTests(PostgresServer server) : ModelStoreContract
{
    private readonly string _where = server.NewSchema();

    protected virtual PostgresStoreOptions Options { get; } = new();

    protected override async Task<IModelStore> OpenAsync() => await PostgresModelStore.OpenAsync(
        _where, Clock, Options, NullLogger<PostgresModelStore>.Instance, Cancelled);

    protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
}

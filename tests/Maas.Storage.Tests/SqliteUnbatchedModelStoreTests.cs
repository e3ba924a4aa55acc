using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Maas.Testing;

namespace Maas.Storage.Tests;

/// <summary>The smallest queue and batch: every commit alone, and writers that wait to be let in.</summary>
public class SqliteUnbatchedModelStoreTests : ModelStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override async Task<IModelStore> OpenAsync() => await SqliteModelStore.OpenAsync(
        _folder.Path, Clock, new SqliteStoreOptions { BatchLimit = 1, QueueLimit = 1 }, NullLogger<SqliteModelStore>.Instance, Cancelled);

    protected override ValueTask CleanUpAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

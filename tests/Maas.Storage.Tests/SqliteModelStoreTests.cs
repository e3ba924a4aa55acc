using Maas.Models;
using Maas.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Maas.Testing;

namespace Maas.Storage.Tests;

public class SqliteModelStoreTests : ModelStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override async Task<IModelStore> OpenAsync() =>
        await SqliteModelStore.OpenAsync(_folder.Path, Clock, NullLogger<SqliteModelStore>.Instance, Cancelled);

    protected override ValueTask CleanUpAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Maas.Models;
using Maas.Storage.Sqlite;
using Maas.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

/// <summary>A data folder with a store in it, and a look at the database from outside.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManualClock Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public string Path => _folder.Path;

    public string DatabasePath => _folder.File("maas.db");

    public static PlainCatalog Catalog(IModelStore store) => new(new ModelCatalog(store, new ModelLimits(), TimeProvider.System, _ => 0));

    public Task<SqliteModelStore> OpenAsync() => OpenAsync(new SqliteStoreOptions());

    public Task<SqliteModelStore> OpenAsync(SqliteStoreOptions options) => SqliteModelStore.OpenAsync(
        Path, Clock, options, NullLogger<SqliteModelStore>.Instance, TestContext.Current.CancellationToken);

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    public T Scalar<T>(string sql)
    {
        using var connection = Connect();
        return connection.Scalar<T>(sql);
    }

    public void Dispose() => _folder.Dispose();
}

using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// Opens connections to the database, each set up for its use.
internal sealed class DatabaseFile(string path, SqliteStoreOptions options)
{
    public string Path => path;

    public SqliteConnection OpenWriter() => Open(
        SqliteOpenMode.ReadWriteCreate, options.MaxPageCount is { } pages ? $"PRAGMA max_page_count = {pages}" : "");

    // FULL: with NORMAL, what was acknowledged may be lost with the power. Needs WAL to be on, which persists in the file.
    public static void PrepareForWriting(SqliteConnection connection)
    {
        // Where it can't, as on file systems without shared memory, SQLite stays with the mode it has and says which.
        var mode = connection.Scalar<string>("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new StoreUnavailableException(
                $"The database '{connection.DataSource}' cannot keep a write-ahead log (its journal mode stays '{mode}'). Use a local disk.");
        }

        connection.Execute("""
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -16384;
            PRAGMA journal_size_limit = 67108864;
            """);
    }

    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, "PRAGMA cache_size = -4096");

    private SqliteConnection Open(SqliteOpenMode mode, string setUp)
    {
        var closed = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = options.BusySeconds,
        }.ConnectionString);
        return closed.HandOver(connection =>
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {options.BusySeconds * 1000}; {setUp}");
            return connection;
        });
    }
}

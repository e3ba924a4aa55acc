using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// Opens connections to the database, each set up for its use.
internal sealed class DatabaseFile(string path, SqliteStoreOptions options)
{
    public string Path => path;

    public SqliteConnection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        if (options.MaxPageCount is { } pages)
        {
            connection.Execute($"PRAGMA max_page_count = {pages}");
        }

        return connection;
    }

    // FULL: with NORMAL, what was acknowledged may be lost with the power. Needs WAL to be on, which persists in the file.
    public static void PrepareForWriting(SqliteConnection connection) => connection.Execute("""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA cache_size = -16384;
        PRAGMA journal_size_limit = 67108864;
        """);

    public SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadOnly);
        connection.Execute("PRAGMA cache_size = -4096");
        return connection;
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = options.BusySeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {options.BusySeconds * 1000}");
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }
}

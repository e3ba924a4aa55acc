using System.Collections.Immutable;
using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// A connection for reading, used by one thread at a time.
internal sealed class ModelReader(SqliteConnection connection) : IDisposable
{
    private const string NewestSql = "SELECT newest FROM change_log";

    // One statement, and so one view of the data; a row comes also where there is no such model.
    private readonly SqliteCommand _find = connection.Prepare(
        $"""
        SELECT {ModelColumns.Select}, log.newest
        FROM change_log log LEFT JOIN models m ON m.id = $id AND m.deleted_at IS NULL
        """,
        "$id");

    private readonly SqliteCommand _log = connection.Prepare("SELECT newest, oldest, snapshot FROM change_log");

    private readonly SqliteCommand _changes = connection.Prepare(
        $"SELECT {ChangeColumns.All} FROM changes WHERE revision > $after ORDER BY revision LIMIT $limit", "$after", "$limit");

    private readonly SqliteCommand _snapshot = connection.Prepare(
        $"SELECT {ChangeColumns.All} FROM change_snapshot WHERE model_id > $after ORDER BY model_id LIMIT $limit", "$after", "$limit");

    public SqliteConnection Connection => connection;

    public static ModelReader Open(DatabaseFile file) => file.OpenReader().HandOver(connection => new ModelReader(connection));

    public AtRevision<RegisteredModel?> Find(ModelId id)
    {
        using var row = _find.With(ModelColumns.Key(id)).ExecuteReader();
        row.Read();
        return new(row.IsDBNull(0) ? null : ModelColumns.Read(row), row.GetInt64(ModelColumns.Count));
    }

    // One transaction, so that the revision, the count and the page are of the same moment.
    public ModelListingResult List(ModelListing listing)
    {
        var sql = new ListSql(listing);
        using var transaction = connection.BeginTransaction(deferred: true);
        var newest = connection.Scalar<long>(NewestSql);
        var total = listing.Count ? Scalar(sql.Count(connection)) : 0;
        var tagsAreRare = sql.HasTags && Scalar(sql.TagsAreRare(connection)) != 0;
        using var page = sql.Page(connection, tagsAreRare);
        return new ModelListingResult(ReadAll(page, ModelColumns.Read), total, newest);
    }

    public ChangePage Changes(long after, int limit)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var (newest, oldest, _) = Log(transaction);
        _changes.Transaction = transaction;
        return after + 1 >= oldest
            ? new ChangePage(ReadAll(_changes.With(after, limit), ChangeColumns.Read), newest, oldest)
            : throw RegistryException.RevisionCompacted(oldest);
    }

    public LogSnapshotPage Snapshot(ModelId? after, int limit)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var key = after is { } id ? ModelColumns.Key(id) : [];
        _snapshot.Transaction = transaction;
        return new LogSnapshotPage(Log(transaction).Snapshot, ReadAll(_snapshot.With(key, limit), ChangeColumns.Read));
    }

    public long Newest() => connection.Scalar<long>(NewestSql);

    // Reads only: a registry whose disk is full still serves its models, and must not be taken out of service for it.
    public void Check() => connection.Scalar<long>("SELECT count(*) FROM secrets");

    public void Dispose()
    {
        _find.Dispose();
        _log.Dispose();
        _changes.Dispose();
        _snapshot.Dispose();
        connection.Dispose();
    }

    private (long Newest, long Oldest, long Snapshot) Log(SqliteTransaction transaction)
    {
        _log.Transaction = transaction;
        using var row = _log.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    private static ImmutableArray<T> ReadAll<T>(SqliteCommand command, Func<SqliteDataReader, T> read)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            all.Add(read(row));
        }

        return all.DrainToImmutable();
    }

    private static long Scalar(SqliteCommand command)
    {
        using (command)
        {
            return (long)command.ExecuteScalar()!;
        }
    }
}

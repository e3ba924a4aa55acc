using System.Collections.Immutable;
using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// A connection for reading, used by one thread at a time.
internal sealed class ModelReader(SqliteConnection connection) : IDisposable
{
    private const string FindSql = $"SELECT {ModelColumns.Select} FROM models m WHERE m.id = $id AND m.deleted_at IS NULL";

    private readonly SqliteCommand _find = connection.Prepare(FindSql, "$id");
    private readonly SqliteCommand _changes = connection.Prepare(
        "SELECT revision, time, actor, request_id, kind, model FROM changes WHERE revision > $after ORDER BY revision LIMIT $limit",
        "$after",
        "$limit");

    public SqliteConnection Connection => connection;

    public static ModelReader Open(DatabaseFile file) => file.OpenReader().HandOver(connection => new ModelReader(connection));

    public RegisteredModel? Find(ModelId id)
    {
        using var row = _find.With(ModelColumns.Key(id)).ExecuteReader();
        return row.Read() ? ModelColumns.Read(row) : null;
    }

    // One transaction, so that the count and the page are of the same moment.
    public ModelListingResult List(ModelListing listing)
    {
        var sql = new ListSql(listing);
        using var transaction = connection.BeginTransaction(deferred: true);
        var total = listing.Count ? Scalar(sql.Count(connection)) : 0;
        var tagsAreRare = sql.HasTags && Scalar(sql.TagsAreRare(connection)) != 0;
        using var page = sql.Page(connection, tagsAreRare);
        return new ModelListingResult(ReadAll(page, ModelColumns.Read), total);
    }

    public ImmutableArray<ModelChange> Changes(long after, int limit) => ReadAll(_changes.With(after, limit), ReadChange);

    // Reads only: a registry whose disk is full still serves its models, and must not be taken out of service for it.
    public void Check() => connection.Scalar<long>("SELECT count(*) FROM secrets");

    public void Dispose()
    {
        _find.Dispose();
        _changes.Dispose();
        connection.Dispose();
    }

    private static ModelChange ReadChange(SqliteDataReader row) => new(
        row.GetInt64(0),
        Microseconds.FromEpoch(row.GetInt64(1)),
        row.GetString(2),
        row.GetString(3),
        ChangeKindNames.Parse(row.GetString(4)),
        ModelJson.Read(row.GetString(5)));

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

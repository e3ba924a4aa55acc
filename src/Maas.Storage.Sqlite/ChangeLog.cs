using Maas.Models;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Sqlite;

// The change log, for writing. Its counter is taken once a transaction, and put back once.
internal sealed class ChangeLog(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _take = connection.Prepare("SELECT newest FROM change_log");
    private readonly SqliteCommand _put = connection.Prepare("UPDATE change_log SET newest = $newest", "$newest");

    private readonly SqliteCommand _append = connection.Prepare(
        $"""
        INSERT INTO changes ({ChangeColumns.All})
        VALUES ($revision, $time, $tenant_id, $actor, $request_id, $idempotency_id, $kind, $prior, $model_id, $model)
        """,
        "$revision",
        "$time",
        "$tenant_id",
        "$actor",
        "$request_id",
        "$idempotency_id",
        "$kind",
        "$prior",
        "$model_id",
        "$model");

    // Of each model the row with its highest revision: https://www.sqlite.org/lang_select.html#bareagg
    private readonly SqliteCommand _keepLast = connection.Prepare(
        $"""
        INSERT OR REPLACE INTO change_snapshot ({ChangeColumns.All})
        SELECT max(revision), {ChangeColumns.Others} FROM changes
        WHERE revision > (SELECT snapshot FROM change_log) AND revision <= $revision
        GROUP BY model_id
        """,
        "$revision");

    private readonly SqliteCommand _drop = connection.Prepare("DELETE FROM changes WHERE revision < $revision", "$revision");

    private readonly SqliteCommand _start = connection.Prepare(
        "UPDATE change_log SET oldest = $revision, snapshot = $revision", "$revision");

    private long _committed;

    // The newest revision, those of the transaction included.
    public long Newest { get; private set; }

    public void Begin() => Newest = _committed = (long)_take.ExecuteScalar()!;

    public void End()
    {
        if (Newest != _committed)
        {
            _put.With(Newest).ExecuteNonQuery();
        }
    }

    public void UndoTo(long newest) => Newest = newest;

    // Gives the model's JSON, which others keep too.
    public string Append(Caller caller, string idempotencyId, ChangeKind kind, PriorFields? prior, RegisteredModel model, DateTimeOffset now)
    {
        var json = ModelJson.Write(model);
        _append.With(
            Newest + 1,
            Microseconds.SinceEpoch(now),
            model.TenantId,
            caller.Subject,
            caller.RequestId,
            idempotencyId,
            kind.WireName,
            prior is null ? null : PriorFieldsJson.Write(prior),
            ModelColumns.Key(model.Id),
            json).ExecuteNonQuery();
        Newest++;
        return json;
    }

    // One step of a compaction: gives the oldest revision that is kept after it.
    public long Compact(long revision, int step)
    {
        if (revision > Newest)
        {
            throw RegistryException.RevisionNotReached(Newest);
        }

        var oldest = connection.Scalar<long>("SELECT oldest FROM change_log");
        var next = Math.Min(revision, oldest + step);
        if (next <= oldest)
        {
            return oldest;
        }

        _keepLast.With(next).ExecuteNonQuery();
        _drop.With(next).ExecuteNonQuery();
        _start.With(next).ExecuteNonQuery();
        return next;
    }

    public void Dispose()
    {
        SqliteCommand[] commands = [_take, _put, _append, _keepLast, _drop, _start];
        foreach (var command in commands)
        {
            command.Dispose();
        }
    }
}

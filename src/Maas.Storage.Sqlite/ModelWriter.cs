using Maas.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

// The connection for writing, with what a mutation does. Used by the queue's thread alone.
internal sealed class ModelWriter(SqliteConnection connection, TimeProvider clock, ILogger logger) : IDisposable
{
    private readonly SqliteCommand _begin = connection.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteCommand _commit = connection.Prepare("COMMIT");
    private readonly SqliteCommand _savepoint = connection.Prepare("SAVEPOINT mutation");
    private readonly SqliteCommand _undo = connection.Prepare("ROLLBACK TO mutation");
    private readonly SqliteCommand _release = connection.Prepare("RELEASE mutation");

    private readonly SqliteCommand _log = connection.Prepare(
        """
        INSERT INTO changes (time, tenant_id, actor, request_id, kind, model_id, model)
        VALUES ($time, $tenant_id, $actor, $request_id, $kind, $model_id, $model)
        """,
        "$time",
        "$tenant_id",
        "$actor",
        "$request_id",
        "$kind",
        "$model_id",
        "$model");

    private readonly ModelRows _models = new(connection);
    private readonly CreateRequests _requests = new(connection);

    public static ModelWriter Open(DatabaseFile file, TimeProvider clock, ILogger logger) => file.OpenWriter().HandOver(connection =>
    {
        DatabaseFile.PrepareForWriting(connection);
        return new ModelWriter(connection, clock, logger);
    });

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    public void Savepoint() => _savepoint.ExecuteNonQuery();

    public void UndoToSavepoint() => _undo.ExecuteNonQuery();

    public void ReleaseSavepoint() => _release.ExecuteNonQuery();

    public RegisteredModel Create(Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make)
    {
        var now = Now();
        if (key is not null && _requests.Find(key, now) is { } first)
        {
            return first;
        }

        var model = make(now);
        _models.Insert(model);
        var json = Log(caller, ChangeKind.Created, model, now);
        if (key is not null)
        {
            _requests.Keep(key, json, now);
        }

        return model;
    }

    public RegisteredModel? Change(
        Caller caller, ChangeKind kind, ModelId id, Func<RegisteredModel, DateTimeOffset, RegisteredModel> change)
    {
        if (_models.Find(id) is not var (current, row))
        {
            return null;
        }

        var now = Now();
        var next = change(current, now);
        if (!ReferenceEquals(next, current))
        {
            _models.Update(row, current, next);
            Log(caller, kind, next, now);
        }

        return next;
    }

    // Merges the log into the database, so that the folder holds one file to copy.
    public void Close()
    {
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException error)
        {
            logger.CheckpointFailed(error);
        }

        Dispose();
    }

    public void Dispose()
    {
        _models.Dispose();
        _requests.Dispose();
        SqliteCommand[] commands = [_begin, _commit, _savepoint, _undo, _release, _log];
        foreach (var command in commands)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private DateTimeOffset Now() => Microseconds.Truncate(clock.GetUtcNow());

    private string Log(Caller caller, ChangeKind kind, RegisteredModel model, DateTimeOffset now)
    {
        var json = ModelJson.Write(model);
        _log.With(
            Microseconds.SinceEpoch(now), model.TenantId, caller.Subject, caller.RequestId, kind.WireName, ModelColumns.Key(model.Id), json)
            .ExecuteNonQuery();
        return json;
    }
}

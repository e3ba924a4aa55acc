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

    private readonly ChangeLog _log = new(connection);
    private readonly ModelRows _models = new(connection);
    private readonly CreateRequests _requests = new(connection);

    private long _newestAtSavepoint;

    public static ModelWriter Open(DatabaseFile file, TimeProvider clock, ILogger logger) => file.OpenWriter().HandOver(connection =>
    {
        DatabaseFile.PrepareForWriting(connection);
        return new ModelWriter(connection, clock, logger);
    });

    // The newest revision as it is in the transaction, or after the last one.
    public long Newest => _log.Newest;

    public void Begin()
    {
        _begin.ExecuteNonQuery();
        _log.Begin();
    }

    public void Commit()
    {
        _log.End();
        _commit.ExecuteNonQuery();
    }

    public void Savepoint()
    {
        _savepoint.ExecuteNonQuery();
        _newestAtSavepoint = _log.Newest;
    }

    public void UndoToSavepoint()
    {
        _undo.ExecuteNonQuery();
        _log.UndoTo(_newestAtSavepoint);
    }

    public void ReleaseSavepoint() => _release.ExecuteNonQuery();

    public AtRevision<RegisteredModel> Create(Caller caller, IdempotencyKey? key, Func<DateTimeOffset, RegisteredModel> make)
    {
        var now = Now();
        if (key is not null && _requests.Find(key, now) is { } first)
        {
            return new(first, Newest);
        }

        var model = make(now);
        _models.Insert(model);
        var json = _log.Append(caller, key?.RequestId ?? "", ChangeKind.Created, null, model, now);
        if (key is not null)
        {
            _requests.Keep(key, json, now);
        }

        return new(model, Newest);
    }

    public AtRevision<RegisteredModel?> Change(
        Caller caller, ChangeKind kind, ModelId id, Func<RegisteredModel, DateTimeOffset, RegisteredModel> change)
    {
        if (_models.Find(id) is not var (current, row))
        {
            return new(null, Newest);
        }

        var now = Now();
        var next = change(current, now);
        if (!ReferenceEquals(next, current))
        {
            _models.Update(row, current, next);
            _log.Append(caller, "", kind, PriorFields.Between(current, next), next, now);
        }

        return new(next, Newest);
    }

    public long Compact(long revision, int step) => _log.Compact(revision, step);

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
        _log.Dispose();
        SqliteCommand[] commands = [_begin, _commit, _savepoint, _undo, _release];
        foreach (var command in commands)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private DateTimeOffset Now() => Microseconds.Truncate(clock.GetUtcNow());
}

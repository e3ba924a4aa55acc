using System.Collections.Immutable;
using Maas.Models;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Maas.Storage.Postgres;

// Reads, each of one statement and so of one view of the data, on any connection of the pool.
internal sealed class ModelReader(PostgresDatabase database, RevisionSignal revisions, ILogger logger) : IAsyncDisposable
{
    private readonly SchemaName _schema = database.Schema;
    private readonly CancellationTokenSource _closing = new();

    // A registry that is busy listing must not look dead: some connections are kept for what is quick, such as its check.
    private readonly SemaphoreSlim _slow = new(Math.Max(1, database.PoolSize * 3 / 4));

    // A row comes also where there is no such model.
    private readonly string _find =
        $"""
        SELECT {ModelColumns.Select}, log.newest
        FROM {database.Schema}.change_log log LEFT JOIN {database.Schema}.models m ON m.id = $1 AND m.deleted_at IS NULL
        """;

    private readonly string _newest = $"SELECT newest FROM {database.Schema}.change_log";

    public ValueTask<AtRevision<RegisteredModel?>> FindAsync(ModelId id, CancellationToken cancellationToken) => ReadAsync(
        async (connection, token) =>
        {
            await using var command = connection.CreateCommand().With(_find, id.Value);
            if (database.Prepares)
            {
                await command.PrepareAsync(token);
            }

            await using var row = await command.ExecuteReaderAsync(token);
            await row.ReadAsync(token);
            return new AtRevision<RegisteredModel?>(row.IsDBNull(0) ? null : ModelColumns.Read(row), Met(row.GetInt64(ModelColumns.Count)));
        },
        cancellationToken);

    public ValueTask<ModelListingResult> ListAsync(ModelListing listing, CancellationToken cancellationToken)
    {
        var sql = new ListSql(_schema, listing);
        return ReadSlowlyAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand().With(sql.Text, [.. sql.Values]);
                await using var row = await command.ExecuteReaderAsync(token);
                await row.ReadAsync(token);
                var (newest, total) = (row.GetInt64(ModelColumns.Count), row.GetInt64(ModelColumns.Count + 1));
                return new ModelListingResult(await ReadAllAsync(row, 0, ModelColumns.Read, token), total, Met(newest));
            },
            cancellationToken);
    }

    public ValueTask<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) => ReadSlowlyAsync(
        async (connection, token) =>
        {
            await using var command = connection.CreateCommand().With(
                $"""
                SELECT log.newest, log.oldest, c.*
                FROM {_schema}.change_log log LEFT JOIN (
                  SELECT {ChangeColumns.All} FROM {_schema}.changes WHERE revision > $1 ORDER BY revision LIMIT $2
                ) c ON true
                ORDER BY c.revision
                """,
                after,
                limit);
            await using var row = await command.ExecuteReaderAsync(token);
            await row.ReadAsync(token);
            var (newest, oldest) = (row.GetInt64(0), row.GetInt64(1));
            return after + 1 >= oldest
                ? new ChangePage(await ReadAllAsync(row, 2, static row => ChangeColumns.Read(row, 2), token), Met(newest), oldest)
                : throw RegistryException.RevisionCompacted(oldest);
        },
        cancellationToken);

    public ValueTask<LogSnapshotPage> ReadSnapshotAsync(ModelId? after, int limit, CancellationToken cancellationToken) => ReadSlowlyAsync(
        async (connection, token) =>
        {
            var behind = after is null ? "" : "WHERE model_id > $2";
            await using var command = connection.CreateCommand().With(
                $"""
                SELECT log.snapshot, c.*
                FROM {_schema}.change_log log LEFT JOIN (
                  SELECT {ChangeColumns.All} FROM {_schema}.change_snapshot {behind} ORDER BY model_id LIMIT $1
                ) c ON true
                ORDER BY c.model_id
                """,
                after is { } id ? [limit, id.Value] : [limit]);
            await using var row = await command.ExecuteReaderAsync(token);
            await row.ReadAsync(token);
            var snapshot = row.GetInt64(0);
            return new LogSnapshotPage(snapshot, await ReadAllAsync(row, 1, static row => ChangeColumns.Read(row, 1), token));
        },
        cancellationToken);

    public ValueTask<long> NewestAsync(CancellationToken cancellationToken) =>
        ReadAsync(async (connection, token) => Met(await connection.ScalarAsync<long>(_newest, token)), cancellationToken);

    public ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        UseAsync(null, read, cancellationToken);

    // Reads that are under way end as unavailable.
    public async ValueTask DisposeAsync() => await _closing.CancelAsync();

    // What a read tells of other replicas' changes is known before their notices come.
    private long Met(long newest)
    {
        revisions.Advance(newest);
        return newest;
    }

    private ValueTask<T> ReadSlowlyAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        UseAsync(_slow, read, cancellationToken);

    private async ValueTask<T> UseAsync<T>(
        SemaphoreSlim? turns, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var isInTurn = false;
        try
        {
            if (turns is not null)
            {
                await turns.WaitAsync(either.Token);
                isInTurn = true;
            }

            return await TryTwiceAsync(read, either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception error) when (_closing.IsCancellationRequested && error is not RegistryException)
        {
            // Given up, or without a connection since all are closed.
            throw RegistryException.StoreUnavailable(error);
        }
        catch (Exception error) when (error is NpgsqlException or IOException)
        {
            logger.ReadFailed(error);
            throw RegistryException.StoreUnavailable(error);
        }
        finally
        {
            if (isInTurn)
            {
                turns!.Release();
            }
        }
    }

    // A connection that was idle may have died unnoticed, and with it all that are. Reads change nothing: once more is safe.
    private async Task<T> TryTwiceAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(read, cancellationToken);
        }
        catch (LostConnectionException lost)
        {
            logger.ReadRepeated(lost.InnerException!);
            database.ForgetIdle();
        }

        try
        {
            return await TryAsync(read, cancellationToken);
        }
        catch (LostConnectionException lost)
        {
            throw new NpgsqlException(lost.Message, lost.InnerException);
        }
    }

    private async Task<T> TryAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var connection = await database.OpenPooledAsync(cancellationToken);
        try
        {
            return await read(connection, cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or IOException && PostgresErrors.IsWorthRepeating(error))
        {
            throw new LostConnectionException(error);
        }
    }

    // From the row that the reader is at; one whose column of that number is null stands for none.
    private static async Task<ImmutableArray<T>> ReadAllAsync<T>(
        NpgsqlDataReader row, int column, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        if (row.IsDBNull(column))
        {
            return [];
        }

        var all = ImmutableArray.CreateBuilder<T>();
        do
        {
            all.Add(read(row));
        }
        while (await row.ReadAsync(cancellationToken));

        return all.DrainToImmutable();
    }

    private sealed class LostConnectionException(Exception cause) : Exception("The connection was lost.", cause);
}

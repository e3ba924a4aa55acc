using Maas.Models;
using Npgsql;

namespace Maas.Storage.Postgres;

// One step of a compaction, a transaction of its own: it takes the counter's lock as every writer does.
internal sealed class Compaction(SchemaName schema)
{
    // Changes of a step: mutations wait for one step at most.
    public const int Step = 1_000;

    // Of each model the last change.
    private readonly string _keepLast = $"""
        INSERT INTO {schema}.change_snapshot AS s ({ChangeColumns.All})
        SELECT DISTINCT ON (model_id) {ChangeColumns.All} FROM {schema}.changes
        WHERE revision > $1 AND revision <= $2
        ORDER BY model_id, revision DESC
        ON CONFLICT (model_id) DO UPDATE SET
          revision = excluded.revision, time = excluded.time, tenant_id = excluded.tenant_id, actor = excluded.actor,
          request_id = excluded.request_id, idempotency_id = excluded.idempotency_id, kind = excluded.kind, prior = excluded.prior,
          model = excluded.model
        """;

    // Gives the oldest revision that is kept after it.
    public async Task<long> DoAsync(NpgsqlConnection connection, long revision, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (newest, oldest, snapshot) = await LockAsync(connection, cancellationToken);
        if (revision > newest)
        {
            var error = RegistryException.RevisionNotReached(newest);
            error.Revision = newest;
            throw error;
        }

        var next = Math.Min(revision, oldest + Step);
        if (next <= oldest)
        {
            return oldest;
        }

        await using var batch = connection.CreateBatch();
        batch.Add(_keepLast, Number(snapshot), Number(next));
        batch.Add($"DELETE FROM {schema}.changes WHERE revision < $1", Number(next));
        batch.Add($"UPDATE {schema}.change_log SET oldest = $1, snapshot = $1", Number(next));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return next;
    }

    // As with other writers: a replica that stops in the middle must not keep them waiting.
    private async Task<(long Newest, long Oldest, long Snapshot)> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand().With(
            $"SELECT newest, oldest, snapshot, set_config('idle_in_transaction_session_timeout', '10s', true) FROM {schema}.change_log FOR UPDATE");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };
}

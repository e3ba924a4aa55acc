using Npgsql;

namespace Maas.Storage.Postgres;

// Finds out what became of a commit that was not answered.
internal sealed class CommitDoubt(PostgresDatabase database, PostgresStoreOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Whether the commit was made. Throws where the database cannot be asked, or can't tell.
    public async Task<bool> ResolveAsync(DoubtfulCommitException doubt)
    {
        using var limit = new CancellationTokenSource(options.OutcomeLimit);
        while (true)
        {
            try
            {
                return await AskAsync(doubt.Last, limit.Token);
            }
            catch (Exception error) when (error is NpgsqlException or IOException && !limit.IsCancellationRequested)
            {
                await Task.WhenAny(Task.Delay(Pause, limit.Token));
            }
        }
    }

    // The lock is had once the transaction in doubt has ended. Its last change is then there, or another one or none in its place. A
    // compaction may have moved it since; where it moved a later one of the same model, nothing is left to tell by.
    private async Task<bool> AskAsync(LoggedChange last, CancellationToken cancellationToken)
    {
        var schema = database.Schema;
        await using var connection = await database.OpenLastingAsync(cancellationToken);
        await using var batch = connection.CreateBatch();
        batch.Add(WriteStatements.Begin);
        batch.Add($"SELECT newest, oldest FROM {schema}.change_log FOR UPDATE");
        batch.Add(
            $"""
            SELECT model FROM {schema}.changes WHERE revision = $1
            UNION ALL SELECT model FROM {schema}.change_snapshot WHERE revision = $1
            LIMIT 1
            """,
            new NpgsqlParameter<long> { TypedValue = last.Change.Revision });
        batch.Add("ROLLBACK");
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (newest, oldest) = (row.GetInt64(0), row.GetInt64(1));
        await row.NextResultAsync(cancellationToken);
        if (await row.ReadAsync(cancellationToken))
        {
            return row.GetString(0) == last.Model;
        }

        return newest < last.Change.Revision || last.Change.Revision >= oldest
            ? false
            : throw new InvalidOperationException("The change log was compacted before it could be asked.");
    }
}

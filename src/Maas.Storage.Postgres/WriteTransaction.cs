using System.Diagnostics.CodeAnalysis;
using Maas.Models;
using Npgsql;
using NpgsqlTypes;

namespace Maas.Storage.Postgres;

// The connection for writing. Used by the queue's loop alone, for one transaction after the other.
internal sealed class WriteTransaction(NpgsqlConnection connection, SchemaName schema, WriteStatements statements, bool prepares) : IAsyncDisposable
{
    // Enough to keep up with any number of creates, and never a long pause.
    private const int PurgedPerRequest = 100;

    // All mutations in two round trips. Gives the newest revision.
    public async Task<long> MakeTogetherAsync(IReadOnlyList<WriteWork> batch)
    {
        var data = await ReadAsync(WriteStatements.Begin, batch);
        foreach (var work in batch)
        {
            await RunAloneAsync(work, data);
        }

        await CommitAsync(batch: Written(data, WriteStatements.Commit), data.Changes);
        return data.Newest;
    }

    // Each mutation behind a savepoint, in round trips of its own: what the database refuses of one is undone alone.
    public async Task<long> MakeEachAsync(IReadOnlyList<WriteWork> batch)
    {
        await connection.ExecuteAsync(WriteStatements.Begin, CancellationToken.None);
        IReadOnlyList<LoggedChange> last = [];
        var newest = 0L;
        foreach (var work in batch)
        {
            try
            {
                var data = await ReadAsync(WriteStatements.Savepoint, [work]);
                newest = data.Newest;
                await RunAloneAsync(work, data);
                await SendAsync(Written(data, WriteStatements.ReleaseSavepoint));
                newest = data.Newest;
                last = data.Changes.Count > 0 ? data.Changes : last;
            }
            catch (PostgresException error) when (PostgresErrors.ConcernsOneRow(error))
            {
                await connection.ExecuteAsync($"{WriteStatements.UndoToSavepoint}; {WriteStatements.ReleaseSavepoint}", CancellationToken.None);
                work.Refuse(error);
            }
        }

        var commit = connection.CreateBatch();
        commit.Add(WriteStatements.Commit);
        await CommitAsync(commit, last);
        return newest;
    }

    public Task UndoAsync() => connection.ExecuteAsync("ROLLBACK", CancellationToken.None);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, it is the mutation's caller's to know.")]
    private static async ValueTask RunAloneAsync(WriteWork work, WorkingSet data)
    {
        try
        {
            await work.RunAsync(data);
        }
        catch (Exception error) when (error is not NpgsqlException)
        {
            if (error is RegistryException refusal)
            {
                refusal.Revision = data.Newest;
            }

            work.Refuse(error);
        }
    }

    // The lock comes first: each statement behind it sees all that was ever committed, and nobody else commits until we have.
    private async Task<WorkingSet> ReadAsync(string opening, IReadOnlyList<WriteWork> works)
    {
        var wanted = new Wanted();
        foreach (var work in works)
        {
            work.Announce(wanted);
        }

        await using var batch = connection.CreateBatch();
        batch.Add(opening);
        batch.Add(statements.Lock);
        AddReads(batch, wanted);
        await PrepareAsync(batch);
        await using var row = await batch.ExecuteReaderAsync();
        await row.ReadAsync();
        var data = new WorkingSet(row.GetInt64(0), IsTakenAsync);
        await ReadAllAsync(row, wanted, data);
        return data;
    }

    private void AddReads(NpgsqlBatch batch, Wanted wanted)
    {
        if (wanted.Models.Count > 0)
        {
            batch.Add(statements.FindModels, wanted.Models.ToList().Column(NpgsqlDbType.Uuid, static id => id.Value));
        }

        if (wanted.Names.Count > 0)
        {
            batch.Add(statements.FindNames, Keys([.. wanted.Names]));
        }

        if (wanted.Requests.Count > 0)
        {
            List<(string Scope, string RequestId)> requests = [.. wanted.Requests];
            batch.Add(
                statements.FindRequests,
                requests.Column(NpgsqlDbType.Text, static request => request.Scope),
                requests.Column(NpgsqlDbType.Text, static request => request.RequestId));
        }
    }

    // In the order of AddReads.
    private static async Task ReadAllAsync(NpgsqlDataReader row, Wanted wanted, WorkingSet data)
    {
        if (wanted.Models.Count > 0 && await row.NextResultAsync())
        {
            while (await row.ReadAsync())
            {
                if (row.GetBoolean(ModelColumns.Count))
                {
                    data.AddStored(ModelColumns.Read(row));
                }
            }
        }

        if (wanted.Names.Count > 0 && await row.NextResultAsync())
        {
            var taken = new HashSet<Guid>();
            while (await row.ReadAsync())
            {
                taken.Add(row.GetGuid(0));
            }

            foreach (var name in wanted.Names)
            {
                data.AddName(name, taken.Contains(name.Key));
            }
        }

        if (wanted.Requests.Count > 0 && await row.NextResultAsync())
        {
            while (await row.ReadAsync())
            {
                data.AddStored(new KeptRequest(
                    row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)));
            }
        }
    }

    private async Task<bool> IsTakenAsync(ModelIdentity name)
    {
        await using var batch = connection.CreateBatch();
        batch.Add(statements.FindNames, Keys([name]));
        await PrepareAsync(batch);
        await using var row = await batch.ExecuteReaderAsync();
        return await row.ReadAsync();
    }

    private static NpgsqlParameter Keys(IReadOnlyList<ModelIdentity> names) => names.Column(NpgsqlDbType.Uuid, static name => name.Key);

    private NpgsqlBatch Written(WorkingSet data, string ending)
    {
        var batch = connection.CreateBatch();
        if (data.Changes.Count > 0)
        {
            AddModels(batch, data);
            batch.Add(statements.InsertChanges, WrittenColumns.Of(data.Changes));
            AddRequests(batch, data.NewRequests, data.Changes[^1].Change.Time);
            batch.Add(statements.PutBack, new NpgsqlParameter<long> { TypedValue = data.Newest });
            batch.Add(statements.Notify, new NpgsqlParameter<string> { TypedValue = RevisionNotice.Write(schema, data.Newest) });
        }

        batch.Add(ending);
        return batch;
    }

    private void AddModels(NpgsqlBatch batch, WorkingSet data)
    {
        List<WrittenModel> changed = [.. data.Models.Where(model => model.IsChanged)];
        if (changed.Exists(model => model.IsRenamed))
        {
            List<WrittenModel> leaving = [.. changed.Where(model => model.LetsGoOfItsName)];
            batch.Add(statements.LetGoOfNames, leaving.Column(NpgsqlDbType.Uuid, static model => model.Current.Id.Value));
        }

        if (changed.Count > 0)
        {
            batch.Add(statements.UpdateModels, WrittenColumns.Of([.. changed.Select(model => model.Current)]));
        }

        List<RegisteredModel> added = [.. data.Models.Where(model => model.IsNew).Select(model => model.Current)];
        if (added.Count > 0)
        {
            batch.Add(statements.InsertModels, WrittenColumns.Of(added));
        }
    }

    private void AddRequests(NpgsqlBatch batch, IReadOnlyList<KeptRequest> requests, DateTimeOffset now)
    {
        if (requests.Count > 0)
        {
            batch.Add(
                statements.PurgeRequests,
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
                new NpgsqlParameter<long> { TypedValue = PurgedPerRequest * requests.Count });
            batch.Add(statements.KeepRequests, WrittenColumns.Of(requests));
        }
    }

    // An error of a statement came before the commit, or was the commit's own: it is undone. Any other may have hidden its answer.
    [SuppressMessage("Design", "CA1031", Justification = "It is passed on with what it leaves in doubt.")]
    private async Task CommitAsync(NpgsqlBatch batch, IReadOnlyList<LoggedChange> changes)
    {
        try
        {
            await SendAsync(batch);
        }
        catch (Exception error) when (changes.Count > 0 && !PostgresErrors.IsOfStatement(error))
        {
            throw new DoubtfulCommitException(changes[^1], error);
        }
    }

    private async Task SendAsync(NpgsqlBatch batch)
    {
        await using (batch)
        {
            await PrepareAsync(batch);
            await batch.ExecuteNonQueryAsync();
        }
    }

    private Task PrepareAsync(NpgsqlBatch batch) => prepares ? batch.PrepareAsync() : Task.CompletedTask;
}

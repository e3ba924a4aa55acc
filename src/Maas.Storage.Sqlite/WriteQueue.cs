using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Maas.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

// One thread makes every mutation, in the order in which they came. What has queued up while one transaction was made
// durable shares the next: each mutation behind a savepoint of its own, one commit for all.
internal sealed class WriteQueue : IAsyncDisposable
{
    private readonly Func<ModelWriter> _open;
    private readonly ILogger _logger;
    private readonly int _batchLimit;
    private readonly Channel<WriteWork> _queue;
    private readonly Task _loop;
    private readonly Action<long> _onCommitted;
    private ModelWriter? _writer;

    public WriteQueue(Func<ModelWriter> open, Action<long> onCommitted, SqliteStoreOptions options, ILogger logger)
    {
        _open = open;
        _onCommitted = onCommitted;
        _logger = logger;
        _batchLimit = options.BatchLimit;
        _queue = Channel.CreateBounded<WriteWork>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _writer = open();

        // Durable commits block: a thread of its own keeps them off the pool's.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async Task<T> DoAsync<T>(Func<ModelWriter, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mutation = new Mutation<T>(write, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(mutation, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            mutation.Fail(RegistryException.StoreUnavailable(closed));
        }

        return await mutation.Task;
    }

    // What is queued is still done.
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private void Run()
    {
        var batch = new List<WriteWork>(_batchLimit);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Drain(batch);
            Do(batch);
            batch.Clear();
        }

        _writer?.Close();
    }

    private void Drain(List<WriteWork> batch)
    {
        while (batch.Count < _batchLimit && _queue.Reader.TryRead(out var work))
        {
            if (work.TryStart())
            {
                batch.Add(work);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, the callers of the batch are told and the queue goes on.")]
    private void Do(List<WriteWork> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            _writer ??= _open();
            Commit(_writer, batch);
        }
        catch (Exception error)
        {
            // Its callers first: they wait for nothing but this.
            batch.ForEach(work => work.Fail(RegistryException.StoreUnavailable(error)));
            Abandon();
            _logger.BatchFailed(error, batch.Count);
            return;
        }

        // First: whoever is told a revision must not find this process behind it.
        _onCommitted(_writer.Newest);
        batch.ForEach(work => work.Complete());
    }

    private static void Commit(ModelWriter writer, List<WriteWork> batch)
    {
        writer.Begin();
        foreach (var work in batch)
        {
            RunAlone(writer, work);
        }

        writer.Commit();
    }

    private static void RunAlone(ModelWriter writer, WriteWork work)
    {
        writer.Savepoint();
        try
        {
            work.Run(writer);
        }
        catch (Exception error) when (error is not SqliteException sqlite || SqliteErrorCodes.ConcernsOneStatement(sqlite.SqliteErrorCode))
        {
            writer.UndoToSavepoint();
            if (error is RegistryException refusal)
            {
                refusal.Revision = writer.Newest;
            }

            work.Refuse(error);
        }

        writer.ReleaseSavepoint();
    }

    // After an I/O error SQLite may or may not have ended the transaction: closing the connection undoes it in any case, and
    // the next batch begins on a new one.
    [SuppressMessage("Design", "CA1031", Justification = "A connection that can't even be closed must not end the queue.")]
    private void Abandon()
    {
        var writer = _writer;
        _writer = null;
        try
        {
            writer?.Dispose();
        }
        catch (Exception error)
        {
            _logger.WriterNotClosed(error);
        }
    }
}

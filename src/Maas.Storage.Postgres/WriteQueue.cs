using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Maas.Models;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Maas.Storage.Postgres;

// One loop makes every mutation of this replica, in the order in which they came. What has queued up while one transaction was
// made durable shares the next.
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int Attempts = 2;

    private readonly Func<Task<WriteTransaction>> _open;
    private readonly CommitDoubt _doubt;
    private readonly Action<long> _onCommitted;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly int _batchLimit;
    private readonly Channel<WriteWork> _queue;
    private readonly Task _loop;
    private WriteTransaction? _transaction;

    public WriteQueue(
        Func<Task<WriteTransaction>> open,
        CommitDoubt doubt,
        Action<long> onCommitted,
        PostgresStoreOptions options,
        TimeProvider clock,
        ILogger logger)
    {
        _open = open;
        _doubt = doubt;
        _onCommitted = onCommitted;
        _clock = clock;
        _logger = logger;
        _batchLimit = options.BatchLimit;
        _queue = Channel.CreateBounded<WriteWork>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    public async Task<T> DoAsync<T>(Mutation<T> mutation, CancellationToken cancellationToken)
    {
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

    private async Task RunAsync()
    {
        var batch = new List<WriteWork>(_batchLimit);
        while (await _queue.Reader.WaitToReadAsync())
        {
            Drain(batch);
            await DoAsync(batch);
            batch.Clear();
        }

        await AbandonAsync();
    }

    private void Drain(List<WriteWork> batch)
    {
        while (batch.Count < _batchLimit && _queue.Reader.TryRead(out var work))
        {
            if (work.TryStart())
            {
                work.Begin(Microseconds.Truncate(_clock.GetUtcNow()));
                batch.Add(work);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, the callers of the batch are told and the queue goes on.")]
    private async Task DoAsync(List<WriteWork> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        long newest;
        try
        {
            newest = await MakeAsync(batch);
        }
        catch (DoubtfulCommitException error) when (error.IsUnresolved)
        {
            batch.ForEach(work => work.Fail(RegistryException.OutcomeUnknown(error)));
            return;
        }
        catch (Exception error)
        {
            // Its callers first: they wait for nothing but this.
            batch.ForEach(work => work.Fail(RegistryException.StoreUnavailable(error)));
            await AbandonAsync();
            _logger.BatchFailed(error, batch.Count);
            return;
        }

        // First: whoever is told a revision must not find this process behind it.
        _onCommitted(newest);
        batch.ForEach(work => work.Complete());
    }

    // Durable when it returns. Where it is known that nothing was changed, the batch is tried once more on a new connection.
    private async Task<long> MakeAsync(List<WriteWork> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _transaction ??= await _open();
                return await MakeAsync(_transaction, batch);
            }
            catch (DoubtfulCommitException doubt)
            {
                await AbandonAsync();
                if (await WasMadeAsync(doubt, batch.Count))
                {
                    return doubt.Last.Change.Revision;
                }

                if (attempt == Attempts)
                {
                    throw;
                }
            }
            catch (Exception error) when (attempt < Attempts && PostgresErrors.IsWorthRepeating(error))
            {
                _logger.BatchRepeated(error, batch.Count);
                await AbandonAsync();
            }
        }
    }

    private async Task<long> MakeAsync(WriteTransaction transaction, List<WriteWork> batch)
    {
        try
        {
            return await transaction.MakeTogetherAsync(batch);
        }
        catch (PostgresException error) when (PostgresErrors.ConcernsOneRow(error))
        {
            _logger.BatchRefused(error, batch.Count);
            await transaction.UndoAsync();
            return await transaction.MakeEachAsync(batch);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, the outcome is not known, and the callers are told so.")]
    private async Task<bool> WasMadeAsync(DoubtfulCommitException doubt, int count)
    {
        try
        {
            var wasMade = await _doubt.ResolveAsync(doubt);
            _logger.CommitResolved(doubt.InnerException!, wasMade);
            return wasMade;
        }
        catch (Exception error)
        {
            _logger.CommitUnknown(error, count);
            doubt.IsUnresolved = true;
            throw doubt;
        }
    }

    // Closing a connection undoes its transaction, and the next batch begins on a new one.
    [SuppressMessage("Design", "CA1031", Justification = "A connection that can't even be closed must not end the queue.")]
    private async Task AbandonAsync()
    {
        var transaction = _transaction;
        _transaction = null;
        try
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }
        }
        catch (Exception error)
        {
            _logger.WriterNotClosed(error);
        }
    }
}

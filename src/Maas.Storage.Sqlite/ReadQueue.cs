using System.Collections.Concurrent;

namespace Maas.Storage.Sqlite;

// Reads that may take long, on a few threads of their own: on the pool's, as many slow ones as there are threads would keep
// the whole process from answering anything. More at once than there are processors would make none of them end sooner.
// The queue has no bound of its own: what waits in it are calls, which the server bounds. One whose caller has given up has
// ended for that caller, and is passed over.
internal sealed class ReadQueue : IAsyncDisposable
{
    private readonly BlockingCollection<ReadWork> _queue = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task[] _threads;

    public ReadQueue() => _threads =
        [.. Enumerable.Range(0, Threads).Select(_ =>
            Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

    public static int Threads { get; } = Math.Max(2, Environment.ProcessorCount);

    // The read's token is cancelled with the caller's, and when the queue closes.
    public Task<T> DoAsync<T>(Func<CancellationToken, T> read, CancellationToken cancellationToken)
    {
        var work = new QueuedRead<T>(read, cancellationToken);
        try
        {
            _queue.Add(work, CancellationToken.None);
        }
        catch (InvalidOperationException closed)
        {
            work.Refuse(closed);
        }

        return work.Task;
    }

    // Fails what is queued and interrupts what is running: reads change nothing, so that nothing is lost but time.
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _closing.CancelAsync();
        await Task.WhenAll(_threads);
        _queue.Dispose();
        _closing.Dispose();
    }

    private void Run()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            if (work.TryStart())
            {
                work.Run(_closing.Token);
            }
        }
    }
}

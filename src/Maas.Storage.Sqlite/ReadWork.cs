namespace Maas.Storage.Sqlite;

// One read in the queue.
internal abstract class ReadWork : QueuedWork
{
    // Reads and tells the caller; never throws.
    public abstract void Run(CancellationToken closing);
}

using Maas.Models;

namespace Maas.Storage.Postgres;

// One mutation in the queue.
internal abstract class WriteWork : QueuedWork
{
    // When it began: once, before the transaction, in the order of the queue.
    public abstract void Begin(DateTimeOffset now);

    // What has to be read before RunAsync.
    public abstract void Announce(Wanted wanted);

    // Decides, and keeps the result for Complete: nobody may learn it before it is durable. Run anew where the transaction is.
    public abstract ValueTask RunAsync(WorkingSet data);

    // The mutation was undone, alone, and this is why.
    public abstract void Refuse(Exception error);

    // The transaction is durable: tells the caller what RunAsync or Refuse kept.
    public abstract void Complete();

    // Nothing of the transaction has happened, or whether it has is not known.
    public abstract void Fail(RegistryException error);
}

using Maas.Models;

namespace Maas.Storage.Sqlite;

// One mutation in the queue.
internal abstract class WriteWork : QueuedWork
{
    // Decides and writes, and keeps the result for Complete: nobody may learn it before it is durable.
    public abstract void Run(ModelWriter writer);

    // The mutation was undone, alone, and this is why.
    public abstract void Refuse(Exception error);

    // The transaction is durable: tells the caller what Run or Refuse kept.
    public abstract void Complete();

    // Nothing of the transaction has happened.
    public abstract void Fail(RegistryException error);
}

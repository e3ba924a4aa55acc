using Maas.Models;

namespace Maas.Storage.Sqlite;

// One mutation in the queue. It can be given up until it is started; from then on its caller learns how it ended.
internal abstract class WriteWork
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int GivenUp = 2;

    private int _state = Waiting;

    // False when the caller has given up.
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    // Decides and writes, and keeps the result for Complete: nobody may learn it before it is durable.
    public abstract void Run(ModelWriter writer);

    // The mutation was undone, alone, and this is why.
    public abstract void Refuse(Exception error);

    // The transaction is durable: tells the caller what Run or Refuse kept.
    public abstract void Complete();

    // Nothing of the transaction has happened.
    public abstract void Fail(RegistryException error);

    protected bool TryGiveUp() => Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting;
}

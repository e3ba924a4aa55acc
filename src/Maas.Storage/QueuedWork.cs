namespace Maas.Storage;

// Something that waits for its turn. It can be given up until it is started; from then on its caller learns how it ended.
internal abstract class QueuedWork
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int GivenUp = 2;

    private int _state = Waiting;

    // False when the caller has given up.
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    protected bool TryGiveUp() => Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting;
}

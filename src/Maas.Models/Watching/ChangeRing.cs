namespace Maas.Models.Watching;

// The newest changes, without a gap, as many as there is room for. Safe for use by many threads at once.
internal sealed class ChangeRing<T>(int kept, long keptCharacters)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly LoggedChange<T>?[] _changes = new LoggedChange<T>?[kept];
    private long _characters;
    private long _start;
    private long _newest;

    // Changes behind this revision are here.
    public long Start => Volatile.Read(ref _start);

    public long Newest => Volatile.Read(ref _newest);

    public void Restart(long at)
    {
        lock (_lock)
        {
            Array.Clear(_changes);
            _characters = 0;
            Volatile.Write(ref _newest, at);
            Volatile.Write(ref _start, at);
        }
    }

    // A page that was read before a restart has changes that are here already, or does not fit; those are left out.
    public int Append(IEnumerable<LoggedChange<T>> changes)
    {
        var count = 0;
        lock (_lock)
        {
            foreach (var change in changes)
            {
                if (change.Change.Revision == _newest + 1)
                {
                    Append(change);
                    count++;
                }
            }
        }

        return count;
    }

    // Up to as many as the span has room for; -1 where some behind that revision are no longer here.
    public int Read(long after, Span<LoggedChange<T>> changes)
    {
        lock (_lock)
        {
            if (after < _start)
            {
                return -1;
            }

            var count = (int)Math.Clamp(_newest - after, 0, changes.Length);
            for (var i = 0; i < count; i++)
            {
                changes[i] = _changes[(after + 1 + i) % kept]!;
            }

            return count;
        }
    }

    private void Append(LoggedChange<T> change)
    {
        while (_newest - _start == kept || (_newest > _start && _characters + change.Characters > keptCharacters))
        {
            DropOldest();
        }

        _changes[change.Change.Revision % kept] = change;
        _characters += change.Characters;
        Volatile.Write(ref _newest, change.Change.Revision);
    }

    private void DropOldest()
    {
        ref var oldest = ref _changes[(_start + 1) % kept];
        _characters -= oldest!.Characters;
        oldest = null;
        Volatile.Write(ref _start, _start + 1);
    }
}

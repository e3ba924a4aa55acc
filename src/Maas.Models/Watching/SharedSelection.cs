namespace Maas.Models.Watching;

// The batches of all readers that ask for the same: those who are at the same place share one.
internal sealed class SharedSelection<T>(ChangeSelection selection, ChangeRing<T> ring, Func<ModelChange, T> render, ChangeFeedOptions options)
    where T : class
{
    private const int ReadAtOnce = 64;

    private Made? _last;

    public ChangeSelection Selection => selection;

    // Who reads by it; guarded by the feed.
    public int Readers { get; set; }

    // Null where changes behind that revision are no longer in the ring.
    public WatchBatch<T>? After(long revision)
    {
        if (Volatile.Read(ref _last) is { } last && last.After == revision && (last.IsFull || last.Batch.Revision >= ring.Newest))
        {
            return last.Batch;
        }

        if (Make(revision) is not { } made)
        {
            return null;
        }

        Volatile.Write(ref _last, made);
        return made.Batch;
    }

    public BatchBuilder<T> Begin(long after) => new(after, selection, render, options);

    private Made? Make(long after)
    {
        var builder = Begin(after);
        var changes = new LoggedChange<T>[ReadAtOnce];
        var place = after;
        while (true)
        {
            var count = ring.Read(place, changes);
            if (count < 0)
            {
                return null;
            }

            foreach (var change in changes.AsSpan(0, count))
            {
                if (!builder.TryAdd(change))
                {
                    return new Made(after, builder.Build(), IsFull: true);
                }
            }

            place += count;
            if (count < ReadAtOnce)
            {
                return new Made(after, builder.Build(), IsFull: false);
            }
        }
    }

    private sealed record Made(long After, WatchBatch<T> Batch, bool IsFull);
}

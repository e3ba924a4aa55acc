using System.Diagnostics.CodeAnalysis;

namespace Maas.Models.Watching;

// Reads the log into the ring, for all readers, and begins nothing new while there are none. Where the database is away, it
// tries again until it is back.
internal sealed class LogFollower<T>(IModelStore store, FeedParts<T> feed, Func<CancellationToken, Task> whenWanted, Action cutOff, IChangeFeedObserver observer)
    where T : class
{
    private const int PageChanges = 500;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // Readers get a turn before more than this much of the ring is replaced: however fast the log is read, none is cut off for that.
    private readonly int _mostChanges = Math.Max(1, feed.Options.KeptChanges / 4);
    private readonly long _mostCharacters = feed.Options.KeptCharacters / 4;
    private int _changes;
    private long _characters;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the log from being read, readers wait for it, and the observer is told.")]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan? pause = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(isLost: pause is not null, cancellationToken);
                if (pause is not null)
                {
                    pause = null;
                    observer.LogFound();
                }
            }
            catch (Exception error)
            {
                // A store that is given up may say so by any exception, and whoever stops the feed waits for this.
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                if (pause is null)
                {
                    observer.LogLost(error);
                }

                pause = pause is { } last ? Shorter(last * 2, LongestPause) : FirstPause;
            }

            await Task.Delay(pause ?? feed.Options.Round, feed.Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(bool isLost, CancellationToken cancellationToken)
    {
        await whenWanted(cancellationToken);
        if (!isLost)
        {
            await store.WaitForChangeAsync(feed.Ring.Newest, cancellationToken);
        }

        try
        {
            var page = await store.ReadChangesAsync(feed.Ring.Newest, PageChanges, cancellationToken);
            feed.See(page);
            await AppendAsync(page, cancellationToken);
        }
        catch (RegistryException error) when (error.Reason == RegistryReason.RevisionCompacted)
        {
            // What the ring goes on with is gone, and with it what its readers go on with.
            var end = await feed.Pages.ReadEndAsync(cancellationToken);
            feed.See(end);
            feed.Ring.Restart(end.Newest);
            cutOff();
        }
    }

    private async Task AppendAsync(ChangePage page, CancellationToken cancellationToken)
    {
        var slice = new List<LoggedChange<T>>();
        foreach (var change in page.Changes)
        {
            var logged = new LoggedChange<T>(change, feed.Render);
            if (slice.Count > 0 && (_changes + 1 > _mostChanges || _characters + logged.Characters > _mostCharacters))
            {
                Append(slice);
                await DrainAsync(cancellationToken);
            }

            slice.Add(logged);
            _changes++;
            _characters += logged.Characters;
        }

        Append(slice);
        if (feed.Turns.IsDrained)
        {
            (_changes, _characters) = (0, 0);
        }
    }

    private void Append(List<LoggedChange<T>> slice)
    {
        if (slice.Count > 0)
        {
            var start = feed.Ring.Start;
            feed.Ring.Append(slice);
            slice.Clear();
            if (feed.Ring.Start != start)
            {
                cutOff();
            }

            feed.Turns.Advance(feed.Ring.Newest);
        }
    }

    // Turns are given within a bounded time, whatever readers do with them.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(feed.Options.Round, feed.Clock, cancellationToken);
        }
        while (!feed.Turns.IsDrained);

        (_changes, _characters) = (0, 0);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

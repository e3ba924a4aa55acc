using Maas.Models;
using Maas.Models.Watching;

namespace Maas.Storage.Tests;

public abstract partial class ModelStoreContract
{
    [Fact]
    public async Task Stop_EndsWatchesAsUnavailable_AlsoThoseThatNobodyReads()
    {
        await using var feed = Feed(new ChangeFeedOptions { StopGrace = TimeSpan.FromMilliseconds(50) });
        await using var waiting = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await using var lazy = new WatchUnderTest(feed, Trusted, new WatchQuery(), window: 1);
        await using var reading = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await waiting.NextAsync();
        await reading.NextAsync();
        await CreateAsync(Bert);
        await reading.ChangesAsync(1);

        feed.Stop();

        foreach (var watch in new[] { waiting, lazy, reading })
        {
            var error = await ShouldFailAsync(RegistryErrorCode.Unavailable, watch.EndedAsync);
            error.Reason.ShouldBe(RegistryReason.RegistryStopping);
        }

        (await WatchErrorAsync(feed, new WatchQuery())).Reason.ShouldBe(RegistryReason.RegistryStopping);
    }

    [Fact]
    public async Task Watch_WhileTheDatabaseIsAway_WaitsAndGoesOn()
    {
        var isAway = false;
        var store = new InterruptedStore(Store)
        {
            BeforeRead = _ => isAway ? Task.FromException(RegistryException.StoreUnavailable(null)) : Task.CompletedTask,
        };
        await CreateManyAsync(40);
        await using var feed = Feed(Small, store);
        await using var upToDate = new WatchUnderTest(feed, Trusted, new WatchQuery { ProgressInterval = TimeSpan.FromMilliseconds(100) });
        await using var behind = new WatchUnderTest(feed, Trusted, new WatchQuery { FromRevision = 1 }, window: 1);
        await upToDate.NextAsync();
        await behind.NextAsync();

        isAway = true;
        await CreateAsync(Bert);
        await _observer.LostAsync();
        (await upToDate.NextAsync()).Changes.ShouldBeEmpty();
        (await ShouldFailAsync(RegistryErrorCode.Unavailable, () => feed.WatchAsync(Trusted, new WatchQuery(), (_, _) => Task.CompletedTask, Cancelled)))
            .Reason.ShouldBe(RegistryReason.StoreUnavailable);
        isAway = false;
        await _observer.FoundAsync();

        Revisions(await upToDate.ChangesAsync(1)).ShouldBe([41]);
        Revisions(await behind.ChangesAsync(41)).ShouldBe(Numbers(1, 41));
        _observer.TimesLost.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_WhileAReadOfTheLogFails_IsNoErrorOfTheFeed()
    {
        var isGated = false;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource();
        var store = new InterruptedStore(Store)
        {
            BeforeRead = _ =>
            {
                if (!isGated)
                {
                    return Task.CompletedTask;
                }

                begun.TrySetResult();
                return gate.Task;
            },
        };
        var feed = Feed(Small, store);
        await using var watch = new WatchUnderTest(feed, Trusted, new WatchQuery());
        await watch.NextAsync();
        isGated = true;
        await CreateAsync(Bert);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        feed.Stop();
        gate.SetException(RegistryException.StoreUnavailable(null));

        await feed.DisposeAsync();
        (await watch.ToEndAsync()).Error.Reason.ShouldBe(RegistryReason.RegistryStopping);
    }
}

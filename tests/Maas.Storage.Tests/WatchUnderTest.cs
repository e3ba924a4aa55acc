using System.Threading.Channels;
using Maas.Models;
using Maas.Models.Watching;

namespace Maas.Storage.Tests;

/// <summary>A watch whose reader reads when the test does: as many batches as the window has room for are taken before that.</summary>
internal sealed class WatchUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Channel<WatchBatch<ModelChange>> _sent;
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watch;

    public WatchUnderTest(ChangeFeed<ModelChange> feed, Caller caller, WatchQuery query, int window = 1_000)
    {
        _sent = Channel.CreateBounded<WatchBatch<ModelChange>>(window);
        _watch = EndAsync(feed.WatchAsync(caller, query, SendAsync, _cancellation.Token));
    }

    public bool WasGivenUp => _givenUp.Task.IsCompleted;

    /// <summary>How the watch ended, once it has.</summary>
    public Task EndedAsync() => _watch.WaitAsync(Bound, TestContext.Current.CancellationToken);

    /// <summary>Waits until the feed has given up waiting for a batch to be read.</summary>
    public Task GivenUpAsync() => _givenUp.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    public async Task<WatchBatch<ModelChange>> NextAsync() =>
        await _sent.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound, TestContext.Current.CancellationToken);

    /// <summary>Reads on until this many changes have come.</summary>
    public async Task<List<ModelChange>> ChangesAsync(int count)
    {
        List<ModelChange> changes = [];
        while (changes.Count < count)
        {
            changes.AddRange((await NextAsync()).Changes);
        }

        return changes;
    }

    /// <summary>Reads all that was sent, to the end of the watch.</summary>
    public async Task<(List<WatchBatch<ModelChange>> Batches, RegistryException Error)> ToEndAsync()
    {
        List<WatchBatch<ModelChange>> batches = [];
        while (true)
        {
            try
            {
                batches.Add(await NextAsync());
            }
            catch (ChannelClosedException closed)
            {
                return (batches, closed.InnerException.ShouldBeOfType<RegistryException>());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cancellation.Dispose();
    }

    private async Task SendAsync(WatchBatch<ModelChange> batch, CancellationToken givenUp)
    {
        try
        {
            await _sent.Writer.WriteAsync(batch, givenUp);
        }
        catch (OperationCanceledException)
        {
            _givenUp.TrySetResult();
            throw;
        }
    }

    private async Task EndAsync(Task watch)
    {
        try
        {
            await watch;
        }
        catch (Exception error)
        {
            _sent.Writer.TryComplete(error);
            throw;
        }
    }
}

using Maas.Models.Watching;

namespace Maas.Storage.Tests;

/// <summary>Counts what a feed tells.</summary>
internal sealed class CountingObserver : IChangeFeedObserver
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private int _cutOff;
    private int _timesLost;

    public int Open => _open;

    public int CutOff => _cutOff;

    public int TimesLost => _timesLost;

    public Task LostAsync() => _lost.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    public Task FoundAsync() => _found.Task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    public void LogLost(Exception cause)
    {
        Interlocked.Increment(ref _timesLost);
        _lost.TrySetResult();
    }

    public void LogFound() => _found.TrySetResult();

    public void ReaderBegan() => Interlocked.Increment(ref _open);

    public void ReaderEnded() => Interlocked.Decrement(ref _open);

    public void ReaderCutOff() => Interlocked.Increment(ref _cutOff);
}

using Maas.Models.Watching;

namespace Maas.Storage.Tests;

/// <summary>Counts what a feed tells.</summary>
internal sealed class CountingObserver : IChangeFeedObserver
{
    private int _open;
    private int _cutOff;

    public int Open => _open;

    public int CutOff => _cutOff;

    public List<Exception> Lost { get; } = [];

    public TaskCompletionSource Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LogLost(Exception cause) => Lost.Add(cause);

    public void LogFound() => Found.TrySetResult();

    public void ReaderBegan() => Interlocked.Increment(ref _open);

    public void ReaderEnded() => Interlocked.Decrement(ref _open);

    public void ReaderCutOff() => Interlocked.Increment(ref _cutOff);
}

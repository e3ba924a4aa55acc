using System.Threading.Channels;
using Maas.Models.Watching;

namespace Maas.SystemTests;

/// <summary>Counts the watches that a registry has open.</summary>
internal sealed class WatchCount : IChangeFeedObserver
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Channel<bool> _changed = Channel.CreateUnbounded<bool>();
    private int _open;
    private int _cutOff;

    public int CutOff => _cutOff;

    /// <summary>Waits until there are this many.</summary>
    public async Task BecomesAsync(int open)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Bound);
        while (Volatile.Read(ref _open) != open)
        {
            await _changed.Reader.ReadAsync(limit.Token);
        }
    }

    public void LogLost(Exception cause)
    {
    }

    public void LogFound()
    {
    }

    public void ReaderBegan()
    {
        Interlocked.Increment(ref _open);
        _changed.Writer.TryWrite(true);
    }

    public void ReaderEnded()
    {
        Interlocked.Decrement(ref _open);
        _changed.Writer.TryWrite(true);
    }

    public void ReaderCutOff() => Interlocked.Increment(ref _cutOff);
}

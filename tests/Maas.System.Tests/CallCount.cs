namespace Maas.SystemTests;

/// <summary>The calls that callers have made, for a test that lets them get on before it does something to them.</summary>
public sealed class CallCount
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<(long Target, TaskCompletionSource Reached)> _waiting = [];
    private long _value;

    public long Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }
    }

    public void Add()
    {
        lock (_lock)
        {
            _value++;
            _waiting.RemoveAll(entry => entry.Target <= _value && entry.Reached.TrySetResult());
        }
    }

    /// <summary>Waits until this many more calls are made; a caller that fails fails it.</summary>
    public async Task GrowsAsync(int more, IEnumerable<Task> callers)
    {
        var enough = ReachedAsync(Value + more);
        await await Task.WhenAny([enough, .. callers]).WaitAsync(Limit, TestContext.Current.CancellationToken);
        await enough.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private Task ReachedAsync(long target)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((target, reached));
            return reached.Task;
        }
    }
}

namespace Maas.History.Faults;

/// <summary>Lets through what comes, or makes it wait.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _closed;

    public Task PassAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _closed?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _closed?.SetResult();
            _closed = null;
        }
    }
}

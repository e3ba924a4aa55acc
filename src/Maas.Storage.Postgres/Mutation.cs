using Maas.Models;

namespace Maas.Storage.Postgres;

// What is common to all mutations: when they began, and how their callers learn of the end.
internal abstract class Mutation<T> : WriteWork
{
    private readonly CancellationTokenRegistration _cancellation;

    // Its continuations must not run in the writer's loop.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T? _result;
    private Exception? _refusal;

    protected Mutation(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(GiveUp, this);

    public Task<T> Task => _completion.Task;

    protected DateTimeOffset Now { get; private set; }

    public override void Begin(DateTimeOffset now) => Now = now;

    public override async ValueTask RunAsync(WorkingSet data)
    {
        _refusal = null;
        _result = await DecideAsync(data);
    }

    public override void Refuse(Exception error) => _refusal = error;

    public override void Complete()
    {
        _cancellation.Dispose();
        if (_refusal is null)
        {
            _completion.TrySetResult(_result!);
        }
        else
        {
            _completion.TrySetException(_refusal);
        }
    }

    public override void Fail(RegistryException error)
    {
        _cancellation.Dispose();
        _completion.TrySetException(error);
    }

    protected abstract ValueTask<T> DecideAsync(WorkingSet data);

    private static void GiveUp(object? state, CancellationToken cancellationToken)
    {
        var mutation = (Mutation<T>)state!;
        if (mutation.TryGiveUp())
        {
            mutation._completion.TrySetCanceled(cancellationToken);
        }
    }
}

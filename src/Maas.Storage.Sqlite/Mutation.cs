using Maas.Models;

namespace Maas.Storage.Sqlite;

internal sealed class Mutation<T> : WriteWork
{
    private readonly Func<ModelWriter, T> _write;
    private readonly CancellationTokenRegistration _cancellation;

    // Its continuations must not run on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T? _result;
    private Exception? _refusal;

    public Mutation(Func<ModelWriter, T> write, CancellationToken cancellationToken)
    {
        _write = write;
        _cancellation = cancellationToken.UnsafeRegister(GiveUp, this);
    }

    public Task<T> Task => _completion.Task;

    public override void Run(ModelWriter writer) => _result = _write(writer);

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

    private static void GiveUp(object? state, CancellationToken cancellationToken)
    {
        var mutation = (Mutation<T>)state!;
        if (mutation.TryGiveUp())
        {
            mutation._completion.TrySetCanceled(cancellationToken);
        }
    }
}

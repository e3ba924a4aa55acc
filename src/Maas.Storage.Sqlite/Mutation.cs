using Maas.Models;

namespace Maas.Storage.Sqlite;

internal sealed class Mutation<T> : WriteWork
{
    private readonly Func<ModelWriter, T> _write;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly MutationOutcome<T> _outcome = new();

    public Mutation(Func<ModelWriter, T> write, CancellationToken cancellationToken)
    {
        _write = write;
        _cancellation = cancellationToken.UnsafeRegister(GiveUp, this);
    }

    public Task<T> Task => _outcome.Task;

    public override void Run(ModelWriter writer) => _outcome.Keep(_write(writer));

    public override void Refuse(Exception error) => _outcome.Keep(error);

    public override void Complete()
    {
        _cancellation.Dispose();
        _outcome.Tell();
    }

    public override void Fail(RegistryException error)
    {
        _cancellation.Dispose();
        _outcome.Tell(error);
    }

    private static void GiveUp(object? state, CancellationToken cancellationToken)
    {
        var mutation = (Mutation<T>)state!;
        if (mutation.TryGiveUp())
        {
            mutation._outcome.TellCancelled(cancellationToken);
        }
    }
}

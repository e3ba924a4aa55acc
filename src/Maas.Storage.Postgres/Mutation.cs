using Maas.Models;

namespace Maas.Storage.Postgres;

// What is common to all mutations: when they began, and how their callers learn of the end.
internal abstract class Mutation<T> : WriteWork
{
    private readonly CancellationTokenRegistration _cancellation;
    private readonly MutationOutcome<T> _outcome = new();

    protected Mutation(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(GiveUp, this);

    public Task<T> Task => _outcome.Task;

    protected DateTimeOffset Now { get; private set; }

    public override void Begin(DateTimeOffset now) => Now = now;

    public override async ValueTask RunAsync(WorkingSet data) => _outcome.Keep(await DecideAsync(data));

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

    protected abstract ValueTask<T> DecideAsync(WorkingSet data);

    private static void GiveUp(object? state, CancellationToken cancellationToken)
    {
        var mutation = (Mutation<T>)state!;
        if (mutation.TryGiveUp())
        {
            mutation._outcome.TellCancelled(cancellationToken);
        }
    }
}

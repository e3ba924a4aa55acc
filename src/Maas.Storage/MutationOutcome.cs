using Maas.Models;

namespace Maas.Storage;

// How a mutation ended, kept until it is durable: its caller may not learn of it before.
internal sealed class MutationOutcome<T>
{
    // What waits for it must not run where mutations are made, one after the other.
    private readonly TaskCompletionSource<T> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T? _result;
    private Exception? _refusal;

    // Ends when the caller is told.
    public Task<T> Task => _told.Task;

    // What was decided last counts, where the transaction is made anew.
    public void Keep(T result) => (_result, _refusal) = (result, null);

    public void Keep(Exception refusal) => _refusal = refusal;

    public void Tell()
    {
        if (_refusal is null)
        {
            _told.TrySetResult(_result!);
        }
        else
        {
            _told.TrySetException(_refusal);
        }
    }

    // Whatever was kept has not come to be.
    public void Tell(RegistryException error) => _told.TrySetException(error);

    public void TellCancelled(CancellationToken cancellationToken) => _told.TrySetCanceled(cancellationToken);
}

using System.Diagnostics.CodeAnalysis;
using Maas.Models;

namespace Maas.Storage.Sqlite;

internal sealed class QueuedRead<T> : ReadWork
{
    private readonly Func<CancellationToken, T> _read;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _cancellation;

    // Its continuations must not run on a reading thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueuedRead(Func<CancellationToken, T> read, CancellationToken cancellationToken)
    {
        _read = read;
        _cancellationToken = cancellationToken;
        _cancellation = cancellationToken.UnsafeRegister(GiveUp, this);
    }

    public Task<T> Task => _completion.Task;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, it is the caller's to know, and the thread reads on.")]
    public override void Run(CancellationToken closing)
    {
        _cancellation.Dispose();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, closing);
            either.Token.ThrowIfCancellationRequested();
            _completion.SetResult(_read(either.Token));
        }
        catch (OperationCanceledException) when (_cancellationToken.IsCancellationRequested)
        {
            _completion.SetCanceled(_cancellationToken);
        }
        catch (OperationCanceledException error)
        {
            _completion.SetException(RegistryException.StoreUnavailable(error));
        }
        catch (Exception error)
        {
            _completion.SetException(error);
        }
    }

    // The queue takes no more.
    public void Refuse(Exception error)
    {
        _cancellation.Dispose();
        _completion.TrySetException(RegistryException.StoreUnavailable(error));
    }

    private static void GiveUp(object? state, CancellationToken cancellationToken)
    {
        var work = (QueuedRead<T>)state!;
        if (work.TryGiveUp())
        {
            work._completion.TrySetCanceled(cancellationToken);
        }
    }
}

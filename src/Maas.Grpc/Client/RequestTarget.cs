using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>
/// The connection's stream that a call's requests go to, once there is one. A stream that is refused is followed by another,
/// but not once requests have been written: they are not kept, so they cannot be sent again.
/// </summary>
internal sealed class RequestTarget(ClientCall call)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _arrival;
    private Stream? _stream;
    private CancellationToken _streamEnded;
    private bool _hasWritten;
    private bool _hasRun;
    private int _running;

    /// <summary>Whether the peer or the connection has ended the stream.</summary>
    public bool HasEnded => _streamEnded.IsCancellationRequested;

    /// <summary>Says that a stream is about to come.</summary>
    /// <exception cref="RpcException">It comes too late.</exception>
    public void Begin()
    {
        lock (_lock)
        {
            ThrowIfWritten();
            _hasRun = true;
            _running++;
        }
    }

    /// <summary>Takes a stream in.</summary>
    /// <exception cref="RpcException">It comes too late.</exception>
    public void Attach(Stream stream, CancellationToken streamEnded)
    {
        lock (_lock)
        {
            ThrowIfWritten();
            (_stream, _streamEnded) = (stream, streamEnded);
        }

        Wake();
    }

    /// <summary>Says that a stream that was about to come is over. The next may have come already.</summary>
    public void Detach(Stream stream)
    {
        lock (_lock)
        {
            _running--;
            if (_stream == stream && !_hasWritten)
            {
                _stream = null;
            }
        }

        Wake();
    }

    /// <summary>The stream to write to, once it is there.</summary>
    /// <exception cref="OperationCanceledException">The stream is over, and no other will come.</exception>
    public async ValueTask<Stream> ArrivedAsync()
    {
        while (true)
        {
            TaskCompletionSource arrival;
            lock (_lock)
            {
                // A reply is to the stream that there was, so none follows it.
                if (call.HasEnded || (call.HasHead && _hasRun && _running == 0))
                {
                    throw new OperationCanceledException();
                }

                if (_stream is not null && (_hasWritten || !HasEnded))
                {
                    _hasWritten = true;
                    return _stream;
                }

                arrival = _arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await arrival.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Lets a write that waits for the stream look again: something has changed.</summary>
    public void Wake()
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult();
    }

    private void ThrowIfWritten()
    {
        if (_hasWritten)
        {
            throw ClientStatus.Failure(StatusCode.Unavailable, $"{call.Settings.Target} refused the call when requests had been written.");
        }
    }
}

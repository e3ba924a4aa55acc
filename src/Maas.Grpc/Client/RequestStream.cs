using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>
/// The requests of a call that streams them: each goes straight to the connection's stream, and has been written when that
/// has taken it, which the peer's window decides.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor handle; the array goes back after each message.")]
internal sealed class RequestStream<T>(ClientCall call, Marshaller<T> marshaller) : RequestBody, IClientStreamWriter<T>
    where T : class
{
    private readonly PayloadBuffer _payload = new(call.Settings.MaxSendMessageSize);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private TaskCompletionSource? _arrival;
    private Stream? _stream;
    private CancellationToken _streamEnded;
    private bool _hasWritten;
    private bool _hasRun;
    private int _running;
    private bool _completed;
    private int _writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        Enter();
        try
        {
            if (_completed)
            {
                throw new InvalidOperationException("The stream of requests was completed: nothing can be written to it.");
            }

            using var byToken = call.Watch(cancellationToken);
            await WriteMessageAsync(message).ConfigureAwait(false);
        }
        finally
        {
            _payload.Dispose();
            Leave();
        }
    }

    public Task CompleteAsync()
    {
        try
        {
            Enter();
        }
        catch (InvalidOperationException error)
        {
            return Task.FromException(error);
        }

        _completed = true;
        _over.TrySetResult();
        Leave();
        return Task.CompletedTask;
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            // Sends the head: a server may have something to say before the first request.
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            Attach(stream, cancellationToken);
            await _over.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.IsEnding && !call.HasHead)
        {
            // The transport gave the stream up and knows why: an error of the body's would hide that, and keep it from
            // sending a refused request again.
            return;
        }
        finally
        {
            Detach(stream);
        }

        if (!_completed && call.Failure is { } failure)
        {
            // Not the end of the requests: the stream is reset instead.
            throw new OperationCanceledException(failure.Status.Detail, failure);
        }
    }

    public override void HeadArrived() => Wake();

    public override void CallEnded()
    {
        _over.TrySetResult();
        _stop.Cancel();
        Wake();
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _writing, 1) == 1)
        {
            throw new InvalidOperationException("A request is being written already: one write at a time.");
        }
    }

    private void Leave() => Volatile.Write(ref _writing, 0);

    private async Task WriteMessageAsync(T message)
    {
        if (call.HasEnded)
        {
            throw await call.OutcomeAsync().ConfigureAwait(false);
        }

        // What cannot be sent leaves the stream as it is: other messages may follow.
        _payload.Write(message, marshaller);
        try
        {
            var stream = await ArrivedAsync().ConfigureAwait(false);
            await stream.WriteAsync(_payload.Frame(call.Compresses(WriteOptions)), _stop.Token).ConfigureAwait(false);
            if (!call.Buffers(WriteOptions))
            {
                await stream.FlushAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            throw await ExplainAsync(error).ConfigureAwait(false);
        }
    }

    /// <summary>The stream to write to, once there is a connection for it.</summary>
    /// <exception cref="OperationCanceledException">The stream is over, and no other will come.</exception>
    private async ValueTask<Stream> ArrivedAsync()
    {
        while (true)
        {
            TaskCompletionSource arrival;
            lock (_lock)
            {
                if (call.HasEnded || (call.HasHead && _hasRun && _running == 0))
                {
                    throw new OperationCanceledException();
                }

                if (_stream is not null && (_hasWritten || !_streamEnded.IsCancellationRequested))
                {
                    _hasWritten = true;
                    return _stream;
                }

                arrival = _arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await arrival.Task.ConfigureAwait(false);
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            ThrowIfWritten();
            _hasRun = true;
            _running++;
        }
    }

    private void Attach(Stream stream, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfWritten();
            (_stream, _streamEnded) = (stream, cancellationToken);
        }

        Wake();
    }

    // The request may be sent again on another stream, and that may have come before this one's end was noticed.
    private void Detach(Stream stream)
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

    /// <summary>Lets a write that waits for a stream look again.</summary>
    private void Wake()
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult();
    }

    // Called with the lock held. Requests are not kept, so they cannot be sent again.
    private void ThrowIfWritten()
    {
        if (_hasWritten)
        {
            Fault = ClientStatus.Failure(StatusCode.Unavailable, $"{call.Settings.Target} refused the call when requests had been written.");
            throw new IOException(Fault.Status.Detail);
        }
    }

    private async Task<RpcException> ExplainAsync(Exception error)
    {
        if (error is not OperationCanceledException && !call.IsEnding && !_streamEnded.IsCancellationRequested)
        {
            Fault = TransportFailure.Explain(error, call.Settings.Target);
            call.End(CallEnd.Request);
        }

        return await call.OutcomeAsync().ConfigureAwait(false);
    }
}

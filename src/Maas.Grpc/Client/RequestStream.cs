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
    private readonly RequestTarget _target = new(call);
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
        try
        {
            _target.Begin();
            await HoldAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException refused)
        {
            Fault = refused;
            throw;
        }
        catch (OperationCanceledException) when (!call.IsEnding && !call.HasHead)
        {
            // The transport gave the stream up and knows why: an error of the body's would hide that, and keep it from
            // sending a refused request again.
            return;
        }

        if (!_completed && call.Failure is { } failure)
        {
            // Not the end of the requests: the stream is reset instead.
            throw new OperationCanceledException(failure.Status.Detail, failure);
        }
    }

    public override void HeadArrived() => _target.Wake();

    public override void CallEnded()
    {
        _over.TrySetResult();
        _stop.Cancel();
        _target.Wake();
    }

    /// <summary>Gives the writes a stream until the requests end, or the stream does.</summary>
    private async Task HoldAsync(Stream stream, CancellationToken streamEnded)
    {
        try
        {
            // Sends the head: a server may have something to say before the first request.
            await stream.FlushAsync(streamEnded).ConfigureAwait(false);
            _target.Attach(stream, streamEnded);
            await _over.Task.WaitAsync(streamEnded).ConfigureAwait(false);
        }
        finally
        {
            _target.Detach(stream);
        }
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
            var stream = await _target.ArrivedAsync().ConfigureAwait(false);
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

    private async Task<RpcException> ExplainAsync(Exception error)
    {
        if (error is not OperationCanceledException && !call.IsEnding && !_target.HasEnded)
        {
            Fault = TransportFailure.Explain(error, call.Settings.Target);
            call.End(CallEnd.Request);
        }

        return await call.OutcomeAsync().ConfigureAwait(false);
    }
}

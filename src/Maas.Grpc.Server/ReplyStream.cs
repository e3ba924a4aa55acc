using System.IO.Pipelines;
using Grpc.Core;

namespace Maas.Grpc.Server;

/// <summary>The messages of a reply, written one at a time: a write ends when the client, or the room kept for it, has taken the message.</summary>
internal sealed class ReplyStream<TRequest, TResponse>(ServerCall<TRequest, TResponse> call) : IServerStreamWriter<TResponse>
    where TRequest : class
    where TResponse : class
{
    // What may wait for the next message where the handler says that one will come.
    private const long LargestBacklog = 64 * 1024;

    private bool _stopped;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        lock (call.Gate)
        {
            if (!call.PendingWrite.IsCompleted)
            {
                throw new InvalidOperationException("The last write has not ended.");
            }

            if (_stopped || call.HasAnswered || call.Http.RequestAborted.IsCancellationRequested)
            {
                return Task.FromException(new CallEndedException());
            }

            return call.TryWrite(message) is { } fault
                ? Task.FromException(fault.ToException(call.Settings.ErrorDomain))
                : call.PendingWrite = FlushAsync(cancellationToken);
        }
    }

    /// <summary>Ends the writing, and waits for a write whose end the handler did not wait for.</summary>
    public Task StopAsync()
    {
        lock (call.Gate)
        {
            _stopped = true;
            return call.PendingWrite.Settled();
        }
    }

    private Task FlushAsync(CancellationToken cancellationToken)
    {
        var writer = call.Http.Response.BodyWriter;
        if (WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) == true && writer.CanGetUnflushedBytes && writer.UnflushedBytes < LargestBacklog)
        {
            return Task.CompletedTask;
        }

        // Not with the token: Kestrel would reset the stream as if the server were at fault.
        var flush = writer.FlushAsync(CancellationToken.None);
        return !flush.IsCompletedSuccessfully ? AwaitAsync(flush, cancellationToken)
            : flush.Result.IsCompleted ? Task.FromException(new CallEndedException())
            : Task.CompletedTask;
    }

    private async Task AwaitAsync(ValueTask<FlushResult> flush, CancellationToken cancellationToken)
    {
        using var given = cancellationToken.UnsafeRegister(static call => ((ServerCall)call!).ResetStream(), call);
        var result = await flush;
        cancellationToken.ThrowIfCancellationRequested();

        // After a wait, Kestrel does not say by the result that nobody reads any more.
        if (result.IsCompleted || call.Http.RequestAborted.IsCancellationRequested)
        {
            throw new CallEndedException();
        }
    }
}

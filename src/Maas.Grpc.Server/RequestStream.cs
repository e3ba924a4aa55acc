using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server;

/// <summary>The messages of a request, read one at a time: what is not read stays with the client, which HTTP/2 makes wait.</summary>
internal sealed class RequestStream<TRequest, TResponse>(ServerCall<TRequest, TResponse> call) : IAsyncStreamReader<TRequest>
    where TRequest : class
    where TResponse : class
{
    private static readonly Task<bool> Arrived = Task.FromResult(true);
    private static readonly Task<bool> Over = Task.FromResult(false);

    private readonly PipeReader _reader = call.Http.Request.BodyReader;
    private TRequest? _current;
    private Task<bool> _moving = Over;
    private bool _stopped;

    public TRequest Current => _current ?? throw new InvalidOperationException("There is no message before MoveNext and none after the end.");

    /// <summary>Whether all of the request has been read.</summary>
    public bool HasEnded { get; private set; }

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        // Kestrel gives the reader to another call once this one has ended.
        lock (call.Gate)
        {
            if (!_moving.IsCompleted)
            {
                throw new InvalidOperationException("The last MoveNext has not ended.");
            }

            if (_stopped || call.HasAnswered)
            {
                return Task.FromException<bool>(new CallEndedException());
            }

            return HasEnded ? Over : _moving = MoveAsync(cancellationToken);
        }
    }

    /// <summary>Ends the reading, and waits for a read that is under way.</summary>
    public Task StopAsync()
    {
        lock (call.Gate)
        {
            _stopped = true;
            if (_moving.IsCompleted)
            {
                return Task.CompletedTask;
            }

            CancelRead();
            return _moving.Settled();
        }
    }

    /// <summary>The message of a request that has exactly one, once the request's end has come too.</summary>
    public async Task<TRequest> ReadOnlyAsync()
    {
        if (!await MoveNext(CancellationToken.None))
        {
            throw Refusal(RequestMessage.Missing);
        }

        var request = Current;
        return !await MoveNext(CancellationToken.None) ? request : throw Refusal(RequestMessage.Several);
    }

    private Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _reader.TryRead(out var result) && Take(result) is { } taken ? taken : WaitAsync(cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return Task.FromException<bool>(Explain(error));
        }
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(static stream => ((RequestStream<TRequest, TResponse>)stream!).CancelRead(), this);
        while (true)
        {
            if (await TakeNextAsync() is { } taken)
            {
                return await taken;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_stopped)
            {
                throw new CallEndedException();
            }
        }
    }

    /// <summary>Ends a read that is under way.</summary>
    private void CancelRead()
    {
        try
        {
            _reader.CancelPendingRead();
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client reset the stream, which has ended the read. Whoever cancels, such as a host that stops, must not meet that.
        }
    }

    private async ValueTask<Task<bool>?> TakeNextAsync()
    {
        try
        {
            // The client can reset the stream before what was read is taken, as well as before it is read.
            return Take(await _reader.ReadAsync(call.ArmDeadline()));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            throw Explain(error);
        }
    }

    private Exception Explain(Exception error) => error is BadHttpRequestException
        ? CallFailure.OfReading(call, error).ToException(call.Settings.ErrorDomain)
        : new CallEndedException();

    /// <summary>Takes the next message, or the end, out of what has come; null while it is incomplete.</summary>
    private Task<bool>? Take(in ReadResult result)
    {
        var message = RequestMessage.Read(result, call.Settings.MaxReceiveMessageSize, call.IsRequestGzip);
        if (!message.IsComplete)
        {
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            return null;
        }

        if (message.IsEnd)
        {
            _reader.AdvanceTo(result.Buffer.End);
            HasEnded = true;
            _current = null;
            return Over;
        }

        var fault = call.TryParse(message, out _current);
        _reader.AdvanceTo(fault is null ? message.Next : result.Buffer.End);
        return fault is null ? Arrived : Task.FromException<bool>(Refusal(fault));
    }

    // What follows a broken message cannot be told apart from it, so there is no more to read.
    private RpcException Refusal(Failure fault)
    {
        _stopped = true;
        call.Settings.Log.RequestRefused(call.Method, fault.Status);
        return fault.ToException(call.Settings.ErrorDomain);
    }
}

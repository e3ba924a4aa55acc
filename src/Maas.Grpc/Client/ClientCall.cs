using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Maas.Grpc.Client.Retries;
using Maas.Grpc.Protocol;
using Maas.Grpc.Telemetry;

namespace Maas.Grpc.Client;

/// <summary>A call's life whatever its messages: what ends it, its head, its status and its trailers.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor handle, and may be cancelled after the call's end.")]
internal abstract class ClientCall
{
    // A timer's longest wait; a deadline beyond it is left to the server.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly IMethod _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly DateTime? _deadline;
    private readonly string? _encoding;
    private int _endedBy;
    private CancellationTokenRegistration _byCaller;
    private CancellationTokenRegistration _byServedCall;
    private ITimer? _byDeadline;
    private ITransportReply? _reply;
    private bool _endedByHead;
    private bool _isHeadHeld;
    private TaskCompletionSource<Metadata>? _headers;
    private RpcException? _failure;
    private ObservedCall? _observed;
    private volatile bool _finished;

    protected ClientCall(CallSettings settings, IMethod method, string? host, CallOptions options)
    {
        Settings = settings;
        _method = method;
        _host = host;
        _options = options;
        _deadline = Earliest(options.Deadline, options.PropagationToken?.ParentDeadline);
        _encoding = RequestEncoding.Of(options.Headers);
    }

    public CallSettings Settings { get; }

    /// <summary>Whether the head of the reply has come.</summary>
    public bool HasHead => Reply is not null;

    /// <summary>Whether the call has its status.</summary>
    public bool HasEnded => _finished;

    /// <summary>Whether the call has its status, or something here has ended it and the status is about to come.</summary>
    public bool IsEnding => _finished || EndedBy != CallEnd.None;

    /// <summary>The failure that the call ended with; null when it ended well, or goes on.</summary>
    public RpcException? Failure => _failure;

    /// <summary>The request side; set before anything is sent.</summary>
    protected RequestBody Body { get; set; } = null!;

    /// <summary>The reply, once its head has come.</summary>
    protected ITransportReply? Reply => Volatile.Read(ref _reply);

    protected CancellationToken Ended => _end.Token;

    // With the lock held. Who has the head has begun to see this reply, and must not see another's end.
    private bool IsHeadGivenOut => _headers is { Task.IsCompletedSuccessfully: true };

    private CallEnd EndedBy => (CallEnd)Volatile.Read(ref _endedBy);

    /// <summary>Ends the call for the caller's own reason: a disposed call, or a token.</summary>
    public virtual void Cancel() => End(CallEnd.Caller);

    /// <summary>Ends the call, unless it has ended.</summary>
    public void End(CallEnd reason)
    {
        if (!_finished && Interlocked.CompareExchange(ref _endedBy, (int)reason, (int)CallEnd.None) == (int)CallEnd.None)
        {
            _end.Cancel();
            WasEnded();
        }
    }

    /// <summary>Ends the call when a token is cancelled.</summary>
    public CancellationTokenRegistration Watch(CancellationToken token) =>
        token.UnsafeRegister(static call => ((ClientCall)call!).End(CallEnd.Caller), this);

    /// <summary>The failure of a request that could not be written because the call is over.</summary>
    public abstract Task<RpcException> OutcomeAsync();

    /// <summary>Whether a message is to be compressed.</summary>
    /// <param name="options">The hints for the message; null for those of the call.</param>
    public bool Compresses(WriteOptions? options) =>
        _encoding is not null && ((options ?? _options.WriteOptions)?.Flags & WriteFlags.NoCompress) is null or 0;

    /// <summary>Whether a message may wait in a buffer for the next one.</summary>
    /// <param name="options">The hints for the message; null for those of the call.</param>
    public bool Buffers(WriteOptions? options) => ((options ?? _options.WriteOptions)?.Flags & WriteFlags.BufferHint) is not (null or 0);

    public Task<Metadata> ResponseHeadersAsync()
    {
        lock (_lock)
        {
            if (_headers is null)
            {
                _headers = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                Announce();
            }

            return _headers.Task;
        }
    }

    public Status GetStatus()
    {
        lock (_lock)
        {
            return !_finished ? throw NotEnded() : _failure?.Status ?? Status.DefaultSuccess;
        }
    }

    public Metadata GetTrailers()
    {
        lock (_lock)
        {
            return !_finished ? throw NotEnded() : _failure?.Trailers ?? (_endedByHead ? _reply!.ReadHeaders() : _reply!.ReadTrailers());
        }
    }

    /// <summary>Sends the request, when it is time to send it again, and waits for the head of its reply.</summary>
    /// <exception cref="RpcException">The request is not sent: it cannot be serialized, or asks for what is not known.</exception>
    /// <exception cref="OperationCanceledException">The call has been ended.</exception>
    protected Task<ITransportReply> SendAsync()
    {
        var retries = Body.Retries;
        if (retries is { Previous: > 0 })
        {
            return SendAgainAsync(retries);
        }

        if (ClientTelemetry.IsListenedTo)
        {
            _observed = ClientTelemetry.Begin(_method.FullName, Settings, _options.Headers);
        }

        RequestEncoding.ThrowIfUnknown(_encoding);
        if (!Watch())
        {
            throw new OperationCanceledException(Ended);
        }

        if (Body.Fault is { } fault)
        {
            throw fault;
        }

        var metadata = _observed is null ? _options.Headers : ClientTelemetry.WithTrace(_options.Headers, _observed.Span);
        return SendAsync(retries is null ? metadata : retries.Begin(metadata));
    }

    /// <summary>Whether the call is to be sent again after a failure, which is forgotten then; nothing has come of it yet.</summary>
    protected bool Repeats(Exception error)
    {
        if (Body.Retries is not { IsInFlight: true } retries || EndedBy != CallEnd.None || !MayHelp(error))
        {
            return false;
        }

        var failure = Explain(error);
        ITransportReply? reply;
        lock (_lock)
        {
            if (!retries.Failed(failure.StatusCode, PushBackOf(_reply)) || _finished || IsHeadGivenOut || Remaining() <= TimeSpan.Zero)
            {
                return false;
            }

            (reply, _reply, _isHeadHeld) = (_reply, null, false);
        }

        reply?.Dispose();
        Settings.Log.CallRepeated(_method.FullName, retries, failure.Status);
        _observed?.Span?.SetTag(RpcAttributes.PreviousAttempts, retries.Previous);
        return true;
    }

    /// <summary>Takes in the head of the reply. True when it has also ended the call well (Trailers-Only).</summary>
    /// <exception cref="RpcException">The call has failed.</exception>
    protected bool HeadArrived(ITransportReply reply)
    {
        lock (_lock)
        {
            _reply = reply;
            _isHeadHeld = Body.Retries is not null;
            Announce();
        }

        Body.HeadArrived();
        _endedByHead = ReplyHead.EndsCall(reply);
        if (_isHeadHeld)
        {
            GiveHeadOut();
        }

        return _endedByHead;
    }

    /// <summary>
    /// Ends the books, once: nothing watches the call any more, nothing more is written, and its status and trailers may be
    /// asked for.
    /// </summary>
    /// <returns>The failure that the call has ended with, which may have been another; null when it ended well.</returns>
    protected RpcException? Finish(RpcException? failure)
    {
        lock (_lock)
        {
            if (_finished)
            {
                return _failure;
            }

            _failure = failure;
            _finished = true;
            Announce();
        }

        Unwatch();
        Body.CallEnded();
        Count(failure);
        _observed?.End(failure?.StatusCode ?? StatusCode.OK);
        if (failure is not null)
        {
            Settings.Log.CallFailed(_method.FullName, failure.Status);
        }

        return failure;
    }

    /// <summary>What an error means for the call.</summary>
    protected RpcException Explain(Exception error) => EndedBy switch
    {
        CallEnd.Deadline => ClientStatus.DeadlineExceeded(error),
        CallEnd.Caller => ClientStatus.Cancelled(error),
        _ when Body.Fault is { } fault => fault,
        _ => DeadlinePassedFirst(error as RpcException ?? ExplainTransport(error)),
    };

    /// <summary>The failure of a request that comes after the call's end.</summary>
    protected RpcException TooLate() => _failure ?? TooLate(GetTrailers());

    protected static RpcException TooLate(Metadata trailers) =>
        new(new Status(StatusCode.OK, "The server ended the call before this request was written."), trailers);

    /// <summary>Called when something here has ended the call, and its token is cancelled.</summary>
    protected virtual void WasEnded()
    {
    }

    private static DateTime? Earliest(DateTime? own, DateTime? parent)
    {
        if (own is { Kind: DateTimeKind.Local })
        {
            throw new ArgumentException("A call's deadline is in UTC.", nameof(own));
        }

        var earliest = own < parent || parent is null ? own : parent;
        return earliest == DateTime.MaxValue ? null : earliest;
    }

    private static InvalidOperationException NotEnded() => new("The call has not ended.");

    private static int? PushBackOf(ITransportReply? reply) => reply is null
        ? null
        : PushBack.Parse(reply.Header(ReservedHeaders.Status) is null ? reply.Trailer(ReservedHeaders.PushBack) : reply.Header(ReservedHeaders.PushBack));

    private Task<ITransportReply> SendAsync(Metadata? metadata)
    {
        var timeout = Remaining() is { } remaining ? GrpcTimeout.Format(remaining) : null;
        return Settings.Transport.SendAsync(new(_method.FullName, _host, timeout, _encoding, metadata, Body, _options.IsWaitForReady), Ended);
    }

    private async Task<ITransportReply> SendAgainAsync(CallRetries retries)
    {
        await Task.Delay(retries.Wait, Settings.Clock, Ended).ConfigureAwait(false);
        if (Remaining() <= TimeSpan.Zero)
        {
            End(CallEnd.Deadline);
            throw new OperationCanceledException(Ended);
        }

        return await SendAsync(retries.BeginAgain()).ConfigureAwait(false);
    }

    // What was found wrong here with a reply of gRPC's would be found again. A proxy's HTTP status is another matter.
    private bool MayHelp(Exception error) => error is RpcException failure
        ? failure.Status.DebugException is null || Reply is null or { HttpStatus: not 200 }
        : error is not ObjectDisposedException;

    private void GiveHeadOut()
    {
        lock (_lock)
        {
            _isHeadHeld = false;
            Announce();
        }
    }

    /// <summary>Tells the throttle how the call ended, unless its last attempt told it.</summary>
    private void Count(RpcException? failure)
    {
        if (Settings.Retries is not { Throttle: { } throttle } channel)
        {
            return;
        }

        if (failure is null)
        {
            throttle.Succeeded();
        }
        else if (EndedBy == CallEnd.None
            && Body is { Fault: null, Retries: null or { IsInFlight: true } }
            && (channel.RulesOf(_method)?.Names(failure.StatusCode) == true || PushBackOf(_reply) < 0))
        {
            throttle.Failed();
        }
    }

    /// <summary>Watches for what may end the call early. False when something already has.</summary>
    private bool Watch()
    {
        if (_deadline is { } deadline && !WatchDeadline(deadline))
        {
            return false;
        }

        _byCaller = Watch(_options.CancellationToken);
        if (_options.PropagationToken is { } served)
        {
            _byServedCall = Watch(served.ParentCancellationToken);
        }

        if (EndedBy != CallEnd.None)
        {
            // It may have ended before there was all of this to take down.
            Unwatch();
            return false;
        }

        return true;
    }

    private bool WatchDeadline(DateTime deadline)
    {
        var remaining = deadline - Settings.Clock.GetUtcNow().UtcDateTime;
        if (remaining <= TimeSpan.Zero)
        {
            End(CallEnd.Deadline);
            return false;
        }

        if (remaining <= LongestTimer)
        {
            _byDeadline = Settings.Clock.CreateTimer(
                static call => ((ClientCall)call!).End(CallEnd.Deadline),
                this,
                remaining,
                Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    // Without waiting for a callback under way: that may be what brought us here, on another thread.
    private void Unwatch()
    {
        _byDeadline?.Dispose();
        _byCaller.Unregister();
        _byServedCall.Unregister();
    }

    private TimeSpan? Remaining() => _deadline is { } deadline ? deadline - Settings.Clock.GetUtcNow().UtcDateTime : null;

    private RpcException ExplainTransport(Exception error)
    {
        Reply?.Failed(error);
        return TransportFailure.Explain(error, Settings.Target);
    }

    // The server may see the deadline pass before our timer does: its CANCELLED, which it sends as a status or by resetting
    // the stream, then is our deadline (PROTOCOL-HTTP2.md, Errors).
    private RpcException DeadlinePassedFirst(RpcException failure) =>
        failure.StatusCode == StatusCode.Cancelled && Remaining() <= TimeSpan.Zero ? ClientStatus.DeadlineExceeded(failure) : failure;

    /// <summary>Gives the head to whoever waits for it. Called with the lock held.</summary>
    private void Announce()
    {
        if (_headers is null)
        {
            return;
        }

        if (_reply is not null && (!_isHeadHeld || _finished))
        {
            _headers.TrySetResult(_reply.ReadHeaders());
        }
        else if (_failure is not null)
        {
            _headers.TrySetException(_failure);

            // The reply fails with the same, so nobody needs to await both.
            _ = _headers.Task.Exception;
        }
    }
}

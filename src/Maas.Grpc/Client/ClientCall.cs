using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>A call's life whatever its messages: what ends it, its head, its status and its trailers.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor handle, and may be cancelled after the call's end.")]
internal abstract class ClientCall
{
    // A timer's longest wait; a deadline beyond it is left to the server.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _end = new();
    private readonly CallSettings _settings;
    private readonly Lock _lock = new();
    private int _endedBy;
    private CancellationTokenRegistration _byCaller;
    private CancellationTokenRegistration _byServedCall;
    private ITimer? _byDeadline;
    private ITransportReply? _reply;
    private TaskCompletionSource<Metadata>? _headers;
    private RpcException? _failure;
    private bool _finished;

    protected ClientCall(CallSettings settings, IMethod method, CallOptions options)
    {
        _settings = settings;
        Method = method;
        Options = options;
        Deadline = Earliest(options.Deadline, options.PropagationToken?.ParentDeadline);
    }

    protected IMethod Method { get; }

    protected CallOptions Options { get; }

    /// <summary>When the call ends at the latest; null for never.</summary>
    protected DateTime? Deadline { get; }

    protected CancellationToken Ended => _end.Token;

    protected CallEnd EndedBy => (CallEnd)Volatile.Read(ref _endedBy);

    /// <summary>Ends the call for the caller's own reason: a disposed call.</summary>
    public virtual void Cancel() => End(CallEnd.Caller);

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
            return !_finished ? throw NotEnded() : _failure?.Trailers ?? _reply!.ReadTrailers();
        }
    }

    /// <summary>Watches for what may end the call early. False when something already has.</summary>
    protected bool Watch()
    {
        if (Deadline is { } deadline && !WatchDeadline(deadline))
        {
            return false;
        }

        _byCaller = Watch(Options.CancellationToken);
        if (Options.PropagationToken is { } served)
        {
            _byServedCall = Watch(served.ParentCancellationToken);
        }

        return EndedBy == CallEnd.None;
    }

    protected TimeSpan? Remaining() => Deadline is { } deadline ? deadline - _settings.Clock.GetUtcNow().UtcDateTime : null;

    protected void HeadArrived(ITransportReply reply)
    {
        lock (_lock)
        {
            _reply = reply;
            Announce();
        }
    }

    /// <summary>Ends the books: nothing watches the call any more, and its status and trailers may be asked for.</summary>
    protected void Finish(RpcException? failure)
    {
        _byDeadline?.Dispose();
        _byCaller.Dispose();
        _byServedCall.Dispose();
        lock (_lock)
        {
            _finished = true;
            _failure = failure;
            Announce();
        }

        if (failure is not null)
        {
            _settings.Log.CallFailed(Method.FullName, failure.Status);
        }
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

    private bool WatchDeadline(DateTime deadline)
    {
        var remaining = deadline - _settings.Clock.GetUtcNow().UtcDateTime;
        if (remaining <= TimeSpan.Zero)
        {
            End(CallEnd.Deadline);
            return false;
        }

        if (remaining <= LongestTimer)
        {
            _byDeadline = _settings.Clock.CreateTimer(
                static call => ((ClientCall)call!).End(CallEnd.Deadline),
                this,
                remaining,
                Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    private CancellationTokenRegistration Watch(CancellationToken token) =>
        token.UnsafeRegister(static call => ((ClientCall)call!).End(CallEnd.Caller), this);

    private void End(CallEnd reason)
    {
        if (Interlocked.CompareExchange(ref _endedBy, (int)reason, (int)CallEnd.None) == (int)CallEnd.None)
        {
            _end.Cancel();
        }
    }

    /// <summary>Gives the head to whoever waits for it. Called with the lock held.</summary>
    private void Announce()
    {
        if (_headers is null)
        {
            return;
        }

        if (_reply is not null)
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

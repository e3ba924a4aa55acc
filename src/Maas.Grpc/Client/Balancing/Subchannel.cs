using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Grpc.Client.Balancing;

/// <summary>
/// The connections to one address: whether there are any, and when to try again where there are not. It shares its channel's lock,
/// which is held wherever something changes here.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Shutdown is what disposes of it, with the lock held.")]
internal sealed class Subchannel
{
    private readonly Lock _lock;
    private readonly Action<Subchannel> _changed;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _youth;
    private readonly Backoff _backoff;
    private readonly ILogger _log;
    private readonly Dialer _dialer;
    private readonly HttpTransport _http;
    private CancellationTokenSource _end = new();
    private IOpenedConnection? _spare;
    private ITimer? _timer;
    private int _connections;
    private int _dialsForCalls;
    private bool _isDialing;
    private volatile bool _hasServed;
    private bool _isMissed;

    /// <param name="address">The address.</param>
    /// <param name="dialer">Makes its connections.</param>
    /// <param name="options">The channel's.</param>
    /// <param name="channelLock">The channel's.</param>
    /// <param name="changed">Called, with the lock held, when the state has changed by itself.</param>
    public Subchannel(BalancerAddress address, Dialer dialer, GrpcChannelOptions options, Lock channelLock, Action<Subchannel> changed)
    {
        Address = address;
        _dialer = dialer;
        _lock = channelLock;
        _changed = changed;
        _clock = options.TimeProvider;
        _youth = options.InitialReconnectBackoff;
        _log = options.LoggerFactory?.CreateLogger(typeof(BalancerAddress).FullName!) ?? NullLogger.Instance;
        _backoff = new Backoff(options.InitialReconnectBackoff, options.MaxReconnectBackoff, Random.Shared.NextDouble);

        var scheme = options.Credentials == ChannelCredentials.SecureSsl ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        _http = new HttpTransport(
            new UriBuilder(scheme, address.Authority.Host, address.Authority.Port).Uri,
            new KeepAlivePool(options, delay => Handler(options, delay)));
    }

    public BalancerAddress Address { get; }

    public ConnectivityState State { get; private set; }

    /// <summary>Why there is no connection; set with the state of a failure.</summary>
    public ConnectFailedException? Failure { get; private set; }

    /// <summary>When that was, by the clock's timestamps.</summary>
    public long FailedAt { get; private set; }

    public async Task<ITransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        var reply = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!_hasServed)
        {
            _hasServed = true;
        }

        return reply;
    }

    /// <summary>Connects, if it is idle. The lock is held.</summary>
    public void Connect()
    {
        if (State == ConnectivityState.Idle)
        {
            State = ConnectivityState.Connecting;

            // A call's own dial, begun while the last connection was still there, serves as well.
            if (_dialsForCalls == 0)
            {
                Dial();
            }
        }
    }

    /// <summary>Gives up what is not in use, and is idle. The lock is held.</summary>
    public void Release()
    {
        if (State is ConnectivityState.Idle or ConnectivityState.Shutdown)
        {
            return;
        }

        StopTrying();
        _end = new CancellationTokenSource();
        _backoff.Reset();
        State = ConnectivityState.Idle;
    }

    /// <summary>Takes no more calls and closes its connections once those in flight have ended. The lock is held.</summary>
    public void Shutdown()
    {
        if (State != ConnectivityState.Shutdown)
        {
            State = ConnectivityState.Shutdown;
            StopTrying();
            _http.Dispose();
        }
    }

    private SocketsHttpHandler Handler(GrpcChannelOptions options, TimeSpan keepAlivePingDelay)
    {
        var handler = SocketsHandler.Of(options, keepAlivePingDelay);

        // The dialer's own takes its place, so that its end is a failure like others.
        handler.ConnectTimeout = Timeout.InfiniteTimeSpan;
        handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken);
        return handler;
    }

    private void StopTrying()
    {
        _end.Cancel();
        _end.Dispose();
        _timer?.Dispose();
        _isDialing = false;
        _spare?.Dispose();
        _spare = null;
    }

    private void Dial()
    {
        if (!_isDialing)
        {
            _isDialing = true;
            var end = _end.Token;
            _ = Task.Run(() => DialAheadAsync(end), CancellationToken.None);
        }
    }

    /// <summary>Makes a connection before a call asks for one.</summary>
    private async Task DialAheadAsync(CancellationToken end)
    {
        var begun = _clock.GetTimestamp();
        try
        {
            var connection = await _dialer.DialAsync(end).ConfigureAwait(false);
            lock (_lock)
            {
                if (Keep(connection, begun, end))
                {
                    _isDialing = false;
                    _spare?.Dispose();
                    _spare = connection;
                    Become(ConnectivityState.Ready);
                    connection.Opening.Watch(connection, () => EndedEarly(connection));
                }
            }
        }
        catch (ConnectFailedException error)
        {
            lock (_lock)
            {
                if (!end.IsCancellationRequested)
                {
                    _isDialing = false;
                    Fail(error, begun);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nobody wants it any more.
        }
    }

    /// <summary>Gives the handler a connection: the one that is there, or another.</summary>
    /// <exception cref="ConnectFailedException">There is none.</exception>
    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        CancellationToken end;
        lock (_lock)
        {
            if (TakeSpare() is { } spare)
            {
                return (Stream)spare;
            }

            if (State != ConnectivityState.Ready)
            {
                // It was when the call was given to it, and the call is given to another now, or waits for this one.
                throw new ConnectFailedException($"{Address} is not connected any more.", Failure);
            }

            end = _end.Token;
            _dialsForCalls++;
        }

        try
        {
            return (Stream)await DialForCallAsync(end, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _dialsForCalls--;
                if (State == ConnectivityState.Connecting)
                {
                    Dial();
                }
            }
        }
    }

    private IOpenedConnection? TakeSpare()
    {
        if (_spare is not { } spare)
        {
            return null;
        }

        _spare = null;
        if (!spare.IsAlive)
        {
            spare.Dispose();
            return null;
        }

        spare.Opening.Take();
        return spare;
    }

    private async Task<IOpenedConnection> DialForCallAsync(CancellationToken end, CancellationToken cancellationToken)
    {
        var begun = _clock.GetTimestamp();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, cancellationToken);
        try
        {
            var connection = await _dialer.DialAsync(either.Token).ConfigureAwait(false);
            lock (_lock)
            {
                if (!Keep(connection, begun, end))
                {
                    throw new ConnectFailedException($"{Address} is not used any more.");
                }

                if (State != ConnectivityState.Ready)
                {
                    Become(ConnectivityState.Ready);
                }

                return connection;
            }
        }
        catch (ConnectFailedException error)
        {
            lock (_lock)
            {
                // Connections that are still there may be those of a server that is about to end, so they do not count.
                if (!end.IsCancellationRequested && State != ConnectivityState.TransientFailure && !_isDialing)
                {
                    Fail(error, begun);
                }
            }

            throw;
        }
        catch (OperationCanceledException error) when (end.IsCancellationRequested)
        {
            throw new ConnectFailedException($"{Address} is not used any more.", error);
        }
    }

    /// <summary>Counts a connection, unless it comes too late.</summary>
    private bool Keep(IOpenedConnection connection, long begun, CancellationToken end)
    {
        if (end.IsCancellationRequested)
        {
            connection.Dispose();
            return false;
        }

        _connections++;

        // The handler may close it with a lock of its own held, under which ours is not to be waited for.
        connection.Closed = () => ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Subchannel.Lost(closed.Begun), (Subchannel: this, Begun: begun), preferLocal: false);
        return true;
    }

    private void EndedEarly(IOpenedConnection connection)
    {
        lock (_lock)
        {
            if (_spare == connection)
            {
                _spare = null;
                connection.Dispose();
            }
        }
    }

    private void Lost(long begun)
    {
        lock (_lock)
        {
            _connections--;
            if (_connections > 0 || State != ConnectivityState.Ready)
            {
                return;
            }

            if (_hasServed || _clock.GetElapsedTime(begun) >= _youth)
            {
                _hasServed = false;
                _backoff.Reset();
                Become(ConnectivityState.Idle);
            }
            else
            {
                Fail(new ConnectFailedException($"{Address} closed its connection at once."), begun);
            }
        }
    }

    private void Fail(ConnectFailedException error, long begun)
    {
        Failure = error;
        FailedAt = _clock.GetTimestamp();
        var wait = _backoff.Next() - _clock.GetElapsedTime(begun);
        _timer?.Dispose();
        _timer = _clock.CreateTimer(
            static subchannel => ((Subchannel)subchannel!).TryAgain(), this, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Become(ConnectivityState.TransientFailure);
    }

    /// <summary>Dials again. The failure stands until there is a connection, so that calls do not wait for each attempt.</summary>
    private void TryAgain()
    {
        lock (_lock)
        {
            if (State == ConnectivityState.TransientFailure)
            {
                Dial();
            }
        }
    }

    private void Become(ConnectivityState state)
    {
        State = state;
        Log();
        _changed(this);
    }

    /// <summary>Logs that the address is missed, once however often it is tried, and that it is there again.</summary>
    private void Log()
    {
        if (State == ConnectivityState.TransientFailure && !_isMissed)
        {
            _isMissed = true;
            _log.AddressMissed(Address, Failure!.Message);
        }
        else if (State == ConnectivityState.Ready && _isMissed)
        {
            _isMissed = false;
            _log.AddressBack(Address);
        }
    }
}

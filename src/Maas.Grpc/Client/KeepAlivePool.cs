using Grpc.Net.Client;

namespace Maas.Grpc.Client;

/// <summary>
/// The handler that calls to one address go to. A handler's pings come at a fixed interval, so when a server says that they come
/// too often, another with twice the interval takes its place, as gRFC A8 asks, and calls in flight stay where they are.
/// </summary>
internal sealed class KeepAlivePool : IDisposable
{
    // Until no call can be about to use a handler that it took before.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly List<(PooledHttp Http, ITimer Timer)> _retired = [];
    private readonly Func<TimeSpan, HttpMessageHandler>? _make;
    private readonly TimeProvider _clock;
    private PooledHttp _current;
    private bool _isDisposed;

    /// <param name="options">The channel's.</param>
    /// <param name="make">Makes a handler whose connections are pinged after being silent for so long.</param>
    public KeepAlivePool(GrpcChannelOptions options, Func<TimeSpan, HttpMessageHandler> make)
    {
        _make = make;
        _clock = options.TimeProvider;
        _current = new PooledHttp(this, make(options.KeepAlivePingDelay), options.KeepAlivePingDelay);
    }

    /// <param name="theirs">The caller's own handler, which stays as it is.</param>
    public KeepAlivePool(HttpMessageHandler theirs)
    {
        _clock = TimeProvider.System;
        _current = new PooledHttp(this, theirs, null);
    }

    public PooledHttp Current => Volatile.Read(ref _current);

    /// <summary>Takes in why a call over a handler failed.</summary>
    public void Failed(PooledHttp http, Exception error)
    {
        if (!TransportFailure.IsTooManyPings(error))
        {
            return;
        }

        lock (_lock)
        {
            // All calls of a connection fail with it, and count once.
            if (_make is null || _isDisposed || http != _current || http.PingDelay is not { Ticks: > 0 } delay || delay >= LongestDelay)
            {
                return;
            }

            Volatile.Write(ref _current, new PooledHttp(this, _make(delay * 2), delay * 2));
            var timer = _clock.CreateTimer(static old => ((PooledHttp)old!).Dispose(), http, Grace, Timeout.InfiniteTimeSpan);
            _retired.Add((http, timer));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var (http, timer) in _retired)
            {
                timer.Dispose();
                http.Dispose();
            }

            _current.Dispose();
        }
    }
}

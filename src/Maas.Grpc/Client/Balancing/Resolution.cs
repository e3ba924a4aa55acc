using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;

namespace Maas.Grpc.Client.Balancing;

/// <summary>Asks a resolver, and asks again with backoff after it failed.</summary>
internal sealed class Resolution(Resolver resolver, GrpcChannelOptions options, Action<ResolverResult> resolved) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(options.InitialReconnectBackoff, options.MaxReconnectBackoff, Random.Shared.NextDouble);
    private ITimer? _timer;
    private bool _isDisposed;

    public void Start() => Guard(() => resolver.Start(Take));

    /// <summary>Asks for another look-up, on another thread: a resolver may be somebody's own, and answer at once.</summary>
    public void Refresh() => ThreadPool.UnsafeQueueUserWorkItem(static resolution => resolution.RefreshNow(), this, preferLocal: false);

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }

        resolver.Dispose();
    }

    private void RefreshNow()
    {
        if (!_isDisposed)
        {
            Guard(resolver.Refresh);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, it is a failed look-up.")]
    private void Guard(Action ask)
    {
        try
        {
            ask();
        }
        catch (Exception error)
        {
            Take(ResolverResult.ForFailure(new Status(StatusCode.Unavailable, $"The resolver failed: {error.Message}", error)));
        }
    }

    private void Take(ResolverResult result)
    {
        var isFailure = result.Addresses is not { Count: > 0 };
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _timer?.Dispose();
            _timer = null;
            if (isFailure)
            {
                _timer = options.TimeProvider.CreateTimer(
                    static resolution => ((Resolution)resolution!).RefreshNow(), this, _backoff.Next(), Timeout.InfiniteTimeSpan);
            }
            else
            {
                _backoff.Reset();
            }
        }

        resolved(isFailure && result.Addresses is not null
            ? ResolverResult.ForFailure(new Status(StatusCode.Unavailable, "The look-up found no addresses."))
            : result);
    }
}

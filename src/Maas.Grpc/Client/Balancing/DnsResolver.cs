using System.Diagnostics.CodeAnalysis;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client.Balancer;

namespace Maas.Grpc.Client.Balancing;

/// <summary>Looks one name up in the DNS: at the start, when asked to, and by the clock.</summary>
internal sealed class DnsResolver(
    DnsEndPoint name,
    TimeSpan refreshInterval,
    Func<string, CancellationToken, Task<IPAddress[]>> lookup,
    TimeProvider clock) : Resolver
{
    private static readonly TimeSpan LongestLeastInterval = TimeSpan.FromSeconds(5);

    // After an answer, until the next look-up: servers that are away would have the DNS asked without end.
    private readonly TimeSpan _leastInterval =
        refreshInterval == Timeout.InfiniteTimeSpan ? LongestLeastInterval : TimeSpan.FromTicks(Math.Min(refreshInterval.Ticks, LongestLeastInterval.Ticks));

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposal = new();
    private Action<ResolverResult> _listener = null!;
    private ITimer? _timer;
    private bool _isLookingUp;
    private bool _isDisposed;
    private long? _answeredAt;

    public override void Start(Action<ResolverResult> listener)
    {
        _listener = listener;
        Refresh();
    }

    public override void Refresh()
    {
        lock (_lock)
        {
            if (_isDisposed || _isLookingUp)
            {
                return;
            }

            var wait = _answeredAt is { } answered ? _leastInterval - clock.GetElapsedTime(answered) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
            {
                WakeAfter(wait);
                return;
            }

            _isLookingUp = true;
        }

        _ = Task.Run(LookUpAsync);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _timer?.Dispose();
        }

        _disposal.Cancel();
        _disposal.Dispose();
        base.Dispose(disposing);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, it is the look-up's result.")]
    private async Task LookUpAsync()
    {
        ResolverResult result;
        try
        {
            var addresses = await lookup(name.Host, _disposal.Token).ConfigureAwait(false);
            result = ResolverResult.ForResult([.. addresses.Select(AddressOf)]);
        }
        catch (Exception error)
        {
            result = ResolverResult.ForFailure(new Status(StatusCode.Unavailable, $"{name.Host} cannot be looked up: {error.Message}", error));
        }

        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isLookingUp = false;
            _answeredAt = result.Addresses is null ? null : clock.GetTimestamp();
            if (refreshInterval != Timeout.InfiniteTimeSpan)
            {
                WakeAfter(refreshInterval);
            }
        }

        _listener(result);
    }

    private BalancerAddress AddressOf(IPAddress address) => new(address.ToString(), name.Port) { Authority = name };

    private void WakeAfter(TimeSpan wait)
    {
        _timer?.Dispose();
        _timer = clock.CreateTimer(static resolver => ((DnsResolver)resolver!).Refresh(), this, wait, Timeout.InfiniteTimeSpan);
    }
}

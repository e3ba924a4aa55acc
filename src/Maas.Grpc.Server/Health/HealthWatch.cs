using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.Grpc.Server;

/// <summary>
/// Runs the health checks periodically while somebody watches, once for all watchers, and tells each what changed for its
/// service. When the process begins to stop, the watchers are told and let go.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor handle.")]
internal sealed class HealthWatch
{
    private readonly ServiceHealth _health;
    private readonly GrpcHealthChecksOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly HashSet<HealthWatcher> _watchers = [];

    // Of the rounds that run now; null while nobody watches.
    private CancellationTokenSource? _rounds;
    private IReadOnlyDictionary<string, ServingStatus>? _latest;
    private bool _stopped;

    public HealthWatch(ServiceHealth health, IOptions<GrpcHealthChecksOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        _health = health;
        _options = options.Value;
        _clock = clock;
        lifetime.ApplicationStopping.Register(Stop);
    }

    public HealthWatcher Begin(string service)
    {
        var watcher = new HealthWatcher(service);
        lock (_gate)
        {
            if (_stopped)
            {
                LetGo(watcher);
                return watcher;
            }

            _watchers.Add(watcher);
            if (_latest is not null)
            {
                watcher.Offer(StatusIn(_latest, service));
            }

            if (_rounds is null)
            {
                _rounds = new CancellationTokenSource();
                Start(_rounds);
            }
        }

        return watcher;
    }

    public void End(HealthWatcher watcher)
    {
        CancellationTokenSource? rounds = null;
        lock (_gate)
        {
            if (_watchers.Remove(watcher) && _watchers.Count == 0)
            {
                rounds = Rest();
            }
        }

        // Outside of the gate, since whatever a check registered runs here.
        rounds?.Cancel();
    }

    private void Stop()
    {
        CancellationTokenSource? rounds;
        lock (_gate)
        {
            _stopped = true;
            rounds = DismissAll(LetGo);
        }

        rounds?.Cancel();
    }

    private void Start(CancellationTokenSource rounds)
    {
        // The rounds are nobody's call: the first watcher's activity and log scopes end with the first watcher.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(rounds));
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What fails here ends the calls that wait for it, which report it.")]
    private async Task RunAsync(CancellationTokenSource rounds)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.WatchPeriod, _clock);
            do
            {
                await CheckAsync(rounds);
            }
            while (await timer.WaitForNextTickAsync(rounds.Token));
        }
        catch (Exception error)
        {
            Fail(rounds, error);
        }
    }

    // A check that hangs says something too. It is asked again when it has come back, and not before.
    private async Task CheckAsync(CancellationTokenSource rounds)
    {
        var check = _health.CheckAllAsync(rounds.Token);
        try
        {
            Tell(rounds, await check.WaitAsync(_options.WatchTimeout, _clock, rounds.Token));
        }
        catch (TimeoutException)
        {
            if (!check.IsCompleted)
            {
                Tell(rounds, _health.NoneServing());
            }

            Tell(rounds, await check.WaitAsync(rounds.Token));
        }
    }

    private void Tell(CancellationTokenSource rounds, IReadOnlyDictionary<string, ServingStatus> statuses)
    {
        lock (_gate)
        {
            if (_rounds != rounds)
            {
                return;
            }

            _latest = statuses;
            foreach (var watcher in _watchers)
            {
                watcher.Offer(StatusIn(statuses, watcher.Service));
            }
        }
    }

    private void Fail(CancellationTokenSource rounds, Exception error)
    {
        lock (_gate)
        {
            // Otherwise they ended because the last watcher left, and there may be new ones.
            if (_rounds == rounds)
            {
                DismissAll(watcher => watcher.End(error));
            }
        }
    }

    private CancellationTokenSource? DismissAll(Action<HealthWatcher> dismiss)
    {
        foreach (var watcher in _watchers)
        {
            dismiss(watcher);
        }

        _watchers.Clear();
        return Rest();
    }

    private CancellationTokenSource? Rest()
    {
        var rounds = _rounds;
        (_rounds, _latest) = (null, null);
        return rounds;
    }

    private void LetGo(HealthWatcher watcher)
    {
        watcher.Offer(_health.Knows(watcher.Service) ? ServingStatus.NotServing : ServingStatus.ServiceUnknown);
        watcher.End(new RpcException(new Status(StatusCode.Unavailable, "The server is stopping.")));
    }

    private static ServingStatus StatusIn(IReadOnlyDictionary<string, ServingStatus> statuses, string service) =>
        statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown);
}

using Grpc.Core;
using Maas.Contract.V1;

namespace Maas.Testing.Fakes;

/// <summary>A change log in memory that is watched: each stream ends when the test says so, and tells when it has ended.</summary>
public sealed class FakeWatchService(FakeModelService models) : WatchService.WatchServiceBase
{
    private readonly Lock _lock = new();
    private readonly List<Change> _log = [];
    private readonly List<long> _told = [];
    private TaskCompletionSource _moved = NewSource();
    private RpcException? _cut;
    private int _cuts;
    private int _resets;
    private bool _isCutAtOnce;

    /// <summary>How many streams were begun; to be read in <see cref="UntilAsync"/>.</summary>
    public int Begun { get; private set; }

    /// <summary>How many streams ended, for whatever reason; to be read in <see cref="UntilAsync"/>.</summary>
    public int Ended { get; private set; }

    /// <summary>How far each stream is that was begun; to be read in <see cref="UntilAsync"/>.</summary>
    public IReadOnlyCollection<long> Told => _told;

    public static Change AChange(long revision, string kind = "created") => new()
    {
        Revision = revision,
        Kind = kind,
        Model = FakeModelService.AModel(),
        Time = FakeModelService.AModel().CreatedAt,
        Actor = "anonymous",
        RequestId = $"r-{revision}",
    };

    public void Reset()
    {
        lock (_lock)
        {
            _log.Clear();
            _told.Clear();
            (Begun, Ended) = (0, 0);
            _resets++;
        }

        Cut(new RpcException(new Status(StatusCode.Unavailable, "Reset.")));
    }

    /// <summary>Adds the next change.</summary>
    public Change Append(Action<Change>? configure = null)
    {
        lock (_lock)
        {
            var change = AChange(_log.Count + 1);
            configure?.Invoke(change);
            _log.Add(change);
            Move();
            return change;
        }
    }

    /// <summary>Ends the streams that there are, once they have told all that was appended.</summary>
    /// <param name="error">What they end with.</param>
    /// <param name="atOnce">Whether before that.</param>
    public void Cut(RpcException error, bool atOnce = false)
    {
        lock (_lock)
        {
            (_cut, _isCutAtOnce) = (error, atOnce);
            _cuts++;
            Move();
        }
    }

    /// <summary>Waits until streams are as the test needs them.</summary>
    public async Task UntilAsync(Func<FakeWatchService, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                moved = _moved.Task;
                if (condition(this))
                {
                    return;
                }
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        var next = request.FromRevision;
        int cuts;
        int resets;
        lock (_lock)
        {
            resets = _resets;
            next = next == 0 ? _log.Count + 1 : next;
            cuts = _cuts;
        }

        await models.SeeAsync(nameof(Watch), request, context);
        int stream;
        lock (_lock)
        {
            stream = Begun++;
            _told.Add(0);
            Move();
        }

        try
        {
            await responseStream.WriteAsync(new WatchResponse { Revision = next - 1 }, context.CancellationToken);
            while (true)
            {
                var (response, moved) = Next(next, cuts);
                if (response is null)
                {
                    await moved.WaitAsync(context.CancellationToken);
                    continue;
                }

                await responseStream.WriteAsync(response, context.CancellationToken);
                next = response.Revision + 1;
                lock (_lock)
                {
                    if (resets == _resets)
                    {
                        _told[stream] = response.Revision;
                        Move();
                    }
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                // The end of a stream of another test's is no part of this one.
                Ended += resets == _resets ? 1 : 0;
                Move();
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (WatchResponse? Response, Task Moved) Next(long from, int cuts)
    {
        lock (_lock)
        {
            var changes = _log.Where(change => change.Revision >= from).Take(10).ToList();
            if (_cuts != cuts && (_isCutAtOnce || changes.Count == 0))
            {
                throw _cut!;
            }

            return (changes is [.., var last] ? new WatchResponse { Revision = last.Revision, Changes = { changes } } : null, _moved.Task);
        }
    }

    // With the lock held.
    private void Move()
    {
        _moved.SetResult();
        _moved = NewSource();
    }
}

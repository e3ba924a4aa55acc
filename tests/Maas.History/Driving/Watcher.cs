using Google.Protobuf.WellKnownTypes;
using Maas.Contract.V1;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>Watches, and resumes behind what it received whatever ended a stream, on whichever replica chance picks.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="ways">The ways to choose from.</param>
/// <param name="filter">What to watch; where it begins is overwritten from the second stream on.</param>
/// <param name="recorder">Where each stream is written down.</param>
/// <param name="random">The chance.</param>
internal sealed class Watcher(
    string name, IReadOnlyList<IWatchWay> ways, WatchRequest filter, Recorder recorder, Random random)
{
    private const int LongestStream = 4_000;
    private const int LongestPause = 200;

    // Where there is nothing yet.
    private const long TooFar = 1_000_000;

    private static readonly TimeSpan Progress = TimeSpan.FromMilliseconds(300);

    private long _reached = -1;

    /// <summary>Watches until it has received all up to a revision, which becomes known when writing is over.</summary>
    /// <param name="last">That revision.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>False where it was given up before it was there.</returns>
    public async Task<bool> RunAsync(Task<long> last, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await WatchAsync(last, cancellationToken);
            if (HasReached(last))
            {
                return true;
            }

            await Task.Delay(random.Next(LongestPause), CancellationToken.None);
        }

        return false;
    }

    private async Task WatchAsync(Task<long> last, CancellationToken cancellationToken)
    {
        var way = ways[random.Next(ways.Count)];
        var request = filter.Clone();
        request.ProgressInterval = Duration.FromTimeSpan(Progress);
        var isTooFar = way.ShowsDeletion && random.Next(20) == 0;
        request.FromRevision = isTooFar ? _reached + TooFar : _reached >= 0 ? _reached + 1 : request.FromRevision;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!last.IsCompleted)
        {
            limit.CancelAfter(random.Next(LongestStream));
        }

        var received = new List<ReceivedChanges>();
        var began = recorder.Now;
        var end = await way.ReadAsync(request, Receive, limit.Token);
        recorder.Add(new WatchStream
        {
            Client = $"{name} by {way.Name}",
            Request = request,
            ShowsDeletion = way.ShowsDeletion,
            Began = began,
            Received = received,
            Ended = recorder.Now,
            Code = end.Code,
            Reason = end.Reason,
            Told = end.Told,
        });

        bool Receive(WatchResponse response)
        {
            received.Add(new ReceivedChanges(recorder.Now, response));
            _reached = response.Revision;
            return !HasReached(last);
        }
    }

    private bool HasReached(Task<long> last) => last.IsCompletedSuccessfully && _reached >= last.Result;
}

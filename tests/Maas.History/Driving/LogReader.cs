using Maas.Contract.V1;

namespace Maas.History.Driving;

/// <summary>Reads the whole change log, as anybody can: by watching from the first revision.</summary>
internal static class LogReader
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Reads all up to a revision, or as far as it goes.</summary>
    public static async Task<IReadOnlyList<Change>> ReadAsync(IWatchWay way, long newest)
    {
        var changes = new List<Change>();
        using var limit = new CancellationTokenSource(Limit);
        if (newest > 0)
        {
            await way.ReadAsync(new WatchRequest { FromRevision = 1 }, Receive, limit.Token);
        }

        return changes;

        bool Receive(WatchResponse response)
        {
            changes.AddRange(response.Changes);
            return response.Revision < newest;
        }
    }
}

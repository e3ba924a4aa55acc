using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>Between which revisions something can have happened, by what was known before it began and was begun after it ended.</summary>
internal sealed class RealTime
{
    private readonly long[] _knownAt;
    private readonly long[] _known;
    private readonly long[] _begunAt;
    private readonly long[] _firstBegun;
    private readonly long _newest;

    public RealTime(RecordedHistory history, LinkedLog log)
    {
        (long At, long Revision)[] seen =
        [
            .. history.Operations.SelectMany(operation => Seen(operation, log)),
            .. history.Streams.SelectMany(stream => stream.Received.Select(part => (part.At, part.Response.Revision))),
        ];
        Array.Sort(seen);
        _knownAt = [.. seen.Select(one => one.At)];
        _known = [.. seen.Select(one => one.Revision)];
        for (var i = 1; i < _known.Length; i++)
        {
            _known[i] = Math.Max(_known[i], _known[i - 1]);
        }

        (long At, long Revision)[] begun =
        [
            .. Enumerable.Range(1, log.Changes.Count)
                .Where(revision => log.AskerOf(revision) is not null)
                .Select(revision => (log.AskerOf(revision)!.Began, (long)revision)),
        ];
        Array.Sort(begun);
        _begunAt = [.. begun.Select(one => one.At)];
        _firstBegun = [.. begun.Select(one => one.Revision)];
        for (var i = _firstBegun.Length - 2; i >= 0; i--)
        {
            _firstBegun[i] = Math.Min(_firstBegun[i], _firstBegun[i + 1]);
        }

        _newest = log.Newest;
    }

    /// <summary>The highest revision that anybody knew of before this time.</summary>
    public long Floor(long began)
    {
        var count = CountBelow(_knownAt, began);
        return count == 0 ? 0 : _known[count - 1];
    }

    /// <summary>The highest revision that there can have been at this time: the one before the first that was asked for later.</summary>
    public long Ceiling(long ended)
    {
        var count = CountBelow(_begunAt, ended + 1);
        return count == _begunAt.Length ? _newest : Math.Min(_newest, _firstBegun[count] - 1);
    }

    private static IEnumerable<(long At, long Revision)> Seen(Operation operation, LinkedLog log)
    {
        if (operation.Outcome.Revision is { } revision)
        {
            yield return (operation.Ended, revision);
        }
        else if (operation.Outcome is Outcome.Answered && log.RevisionsOf(operation) is [var made, ..])
        {
            yield return (operation.Ended, made);
        }
    }

    private static int CountBelow(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

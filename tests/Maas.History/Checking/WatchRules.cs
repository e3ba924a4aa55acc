using System.Globalization;
using Grpc.Core;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>Holds each stream of changes against the log.</summary>
internal static class WatchRules
{
    public static void Check(IEnumerable<WatchStream> streams, LinkedLog log, RealTime realTime, Violations violations)
    {
        var before = Before(log.Changes);
        foreach (var stream in streams)
        {
            if (Fault(stream, log.Changes, before, realTime) is { } fault)
            {
                violations.Add(Rule.StreamIsTheLog, fault, stream);
            }

            if (EndFault(stream, log.Changes, before, realTime) is { } wrongEnd)
            {
                violations.Add(Rule.StreamEndIsRight, wrongEnd, stream);
            }
        }
    }

    private static string? Fault(WatchStream stream, IReadOnlyList<Change> log, IReadOnlyList<Model?> before, RealTime realTime)
    {
        if (stream.Received is not [var first, ..])
        {
            return null;
        }

        if (StartFault(stream, first, realTime) is { } wrongStart)
        {
            return wrongStart;
        }

        var reached = stream.Request.FromRevision > 0 ? stream.Request.FromRevision - 1 : first.Response.Revision;
        foreach (var (at, response) in stream.Received)
        {
            if (response.Revision < reached || response.Revision > log.Count)
            {
                return $"revision {response.Revision} came after {reached}, and the log ends at {log.Count}";
            }

            if (response.Revision > realTime.Ceiling(at))
            {
                return $"revision {response.Revision} came before what it holds was asked for";
            }

            var expected = Selected(stream.Request, log, before, reached, response.Revision);
            if (!expected.Select(change => Shown(change, stream)).SequenceEqual(response.Changes))
            {
                return Difference(reached, response, expected);
            }

            reached = response.Revision;
        }

        return null;
    }

    private static string? StartFault(WatchStream stream, ReceivedChanges first, RealTime realTime)
    {
        var from = stream.Request.FromRevision;
        if (from > 0)
        {
            return null;
        }

        var floor = realTime.Floor(stream.Began);
        return first.Response.Changes.Count > 0 ? "the first response does not tell behind which revision it begins"
            : first.Response.Revision < floor ? $"it begins behind {first.Response.Revision}, and {floor} was known before it was asked for"
            : null;
    }

    private static string? EndFault(WatchStream stream, IReadOnlyList<Change> log, IReadOnlyList<Model?> before, RealTime realTime)
    {
        if (stream.Code != StatusCode.OutOfRange)
        {
            return stream.Code is StatusCode.OK or StatusCode.InvalidArgument or StatusCode.Internal or StatusCode.DataLoss
                ? "a stream of changes does not end so"
                : null;
        }

        var reached = stream.Received is [.., var last] ? last.Response.Revision : stream.Request.FromRevision - 1;
        return stream.Reason switch
        {
            "REVISION_NOT_REACHED" when Told(stream, "newest_revision") is { } newest =>
                newest + 1 < stream.Request.FromRevision && newest >= realTime.Floor(stream.Began) && newest <= realTime.Ceiling(stream.Ended)
                    ? null
                    : $"{newest} was not the newest revision, or is near enough",
            "WATCH_FELL_BEHIND" when Told(stream, "resume_revision") is { } resume =>
                Selected(stream.Request, log, before, reached, resume - 1).Count == 0 ? null : $"what resumes from {resume} misses changes after {reached}",

            // REST's answers have no room for the reason.
            "" when !stream.ShowsDeletion => null,
            _ => "nothing was compacted, and there is no other reason",
        };
    }

    private static long? Told(WatchStream stream, string name) =>
        stream.Told.TryGetValue(name, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    // Those behind a revision and up to another.
    private static List<Change> Selected(WatchRequest request, IReadOnlyList<Change> log, IReadOnlyList<Model?> before, long behind, long upTo)
    {
        var selected = new List<Change>();
        for (var i = (int)behind; i < Math.Min(upTo, log.Count); i++)
        {
            if (WatchSelection.Matches(request, log[i], before[i]))
            {
                selected.Add(log[i]);
            }
        }

        return selected;
    }

    private static Change Shown(Change change, WatchStream stream)
    {
        if (stream.ShowsDeletion || change.Model.DeletedAt is null)
        {
            return change;
        }

        var shown = change.Clone();
        shown.Model.DeletedAt = null;
        return shown;
    }

    private static string Difference(long reached, WatchResponse response, List<Change> expected) =>
        $"behind {reached} and up to {response.Revision} the log has {Numbers(expected)}, and what came is {Numbers(response.Changes)}";

    private static string Numbers(IEnumerable<Change> changes) =>
        $"[{string.Join(' ', changes.Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.Revision}:{change.Kind}")))}]";

    private static Model?[] Before(IReadOnlyList<Change> log)
    {
        var models = new Dictionary<string, Model>();
        var before = new Model?[log.Count];
        for (var i = 0; i < log.Count; i++)
        {
            before[i] = models.GetValueOrDefault(log[i].Model.Id);
            models[log[i].Model.Id] = log[i].Model;
        }

        return before;
    }
}

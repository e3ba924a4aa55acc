using System.Diagnostics;
using Grpc.Core;

namespace Maas.Client;

internal static class CallMetadata
{
    public const string RequestId = "x-request-id";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    private static readonly Metadata.Entry StrongRead = new("maas-read", "strong");

    /// <param name="call">What the call carries.</param>
    /// <param name="revisions">What it is to reflect beside; null for a call that knows no revisions.</param>
    public static Metadata From(RegistryCallOptions call, RevisionMemory? revisions)
    {
        var metadata = new Metadata();
        AddIfPresent(metadata, RequestId, call.RequestId);
        AddTrace(metadata, call);
        foreach (var entry in call.Metadata ?? [])
        {
            metadata.Add(entry);
        }

        if (call.ReadConsistency == ReadConsistency.Strong)
        {
            metadata.Add(StrongRead);
        }

        revisions?.AddTo(metadata, call.Revision);
        return metadata;
    }

    // An activity that is current already continues the caller's trace, with this process's own span as the parent.
    private static void AddTrace(Metadata metadata, RegistryCallOptions call)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            AddIfPresent(metadata, TraceParent, activity.Id);
            AddIfPresent(metadata, TraceState, activity.TraceStateString);
            return;
        }

        AddIfPresent(metadata, TraceParent, call.TraceParent);
        AddIfPresent(metadata, TraceState, call.TraceParent is null ? null : call.TraceState);
    }

    private static void AddIfPresent(Metadata metadata, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            metadata.Add(key, value);
        }
    }
}

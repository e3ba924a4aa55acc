using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Maas.Grpc.Telemetry;

namespace Maas.Grpc.Client;

/// <summary>What channels tell of their calls.</summary>
internal static class ClientTelemetry
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    // As traces and metrics name them (rpc.method), by path; as many as there are methods in the stubs.
    private static readonly ConcurrentDictionary<string, string> Methods = new();

    private static readonly CallTelemetry Calls =
        new("Maas.Grpc.Client", ActivityKind.Client, "rpc.client.call.duration", "How long outgoing calls took.", code => code != StatusCode.OK);

    public static bool IsListenedTo => Calls.IsListenedTo;

    /// <summary>Begins to observe a call. Without a span of its caller's, the trace that its metadata names goes on.</summary>
    public static ObservedCall Begin(string path, CallSettings settings, Metadata? metadata) => Calls.Begin(
        Methods.GetOrAdd(path, static path => path[1..]),
        (settings.Server.Host, settings.Server.Port),
        metadata?.GetValue(TraceParent),
        metadata?.GetValue(TraceState),
        settings.Clock);

    /// <summary>
    /// A call's metadata with its own span as the trace's, in the place of what its caller knew of it (W3C Trace Context). Without
    /// a span, since nobody follows this trace, the caller's own goes on.
    /// </summary>
    public static Metadata? WithTrace(Metadata? metadata, Activity? span)
    {
        var activity = span ?? (metadata?.Get(TraceParent) is null ? Activity.Current : null);
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            return metadata;
        }

        Metadata traced = [.. (metadata ?? []).Where(entry => entry.Key is not (TraceParent or TraceState))];
        traced.Add(TraceParent, id);
        if (activity.TraceStateString is { Length: > 0 } state)
        {
            traced.Add(TraceState, state);
        }

        return traced;
    }
}

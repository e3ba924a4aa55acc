using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Maas.Grpc.Telemetry;

/// <summary>A span and a measurement for each call of one side, by OpenTelemetry's names. Nothing is made while nobody listens.</summary>
/// <param name="name">Of the activity source and of the meter.</param>
/// <param name="kind">Which side of a call its spans are.</param>
/// <param name="durationName">Of the histogram.</param>
/// <param name="description">Of the histogram.</param>
/// <param name="isError">Which codes are errors of this side.</param>
[SuppressMessage("Design", "CA1001", Justification = "There is one for each side, for as long as the process lives.")]
internal sealed class CallTelemetry(string name, ActivityKind kind, string durationName, string description, Func<StatusCode, bool> isError)
{
    private readonly ActivitySource _source = new(name);

    private readonly Histogram<double> _duration = new Meter(name).CreateHistogram(
        durationName,
        "s",
        description,
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = RpcAttributes.DurationBoundaries });

    public bool IsListenedTo => _duration.Enabled || _source.HasListeners();

    /// <summary>
    /// Begins to observe a call; its span is the current one for what the caller does next, and a child of the one that was, or of
    /// the trace that <paramref name="traceParent"/> names where there is none.
    /// </summary>
    public ObservedCall Begin(string method, (string Host, int? Port)? server, string? traceParent, string? traceState, TimeProvider clock)
    {
        TagList tags = new() { { RpcAttributes.System, RpcAttributes.Grpc }, { RpcAttributes.Method, method } };
        var activity = _source.HasListeners() ? StartActivity(method, server, traceParent, traceState, tags) : null;

        // The name that a client asked a server for is the client's to choose, and so would the number of time series be.
        if (kind == ActivityKind.Client)
        {
            AddServer(server, ref tags);
        }

        return new ObservedCall(activity, tags, _duration, isError, clock);
    }

    private static void AddServer((string Host, int? Port)? server, ref TagList tags)
    {
        if (server is { } known)
        {
            tags.Add(RpcAttributes.ServerAddress, known.Host);
            if (known.Port is { } port)
            {
                tags.Add(RpcAttributes.ServerPort, port);
            }
        }
    }

    private Activity? StartActivity(
        string method, (string Host, int? Port)? server, string? traceParent, string? traceState, TagList tags)
    {
        ActivityContext parent = default;
        if (Activity.Current is null)
        {
            ActivityContext.TryParse(traceParent, traceState, isRemote: true, out parent);
        }

        AddServer(server, ref tags);
        return _source.StartActivity(kind, parent, tags, name: method);
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Maas.Grpc.Telemetry;

/// <summary>A call that somebody listens to.</summary>
internal sealed class ObservedCall(
    Activity? activity,
    TagList tags,
    Histogram<double> duration,
    Func<StatusCode, bool> isError,
    TimeProvider clock)
{
    private readonly long _startedAt = clock.GetTimestamp();
    private TagList _tags = tags;

    /// <summary>The call's span; null when nobody follows traces.</summary>
    public Activity? Activity => activity;

    /// <summary>Ends the span and measures the call. Once.</summary>
    public void End(StatusCode code)
    {
        RpcAttributes.AddEnd(activity, ref _tags, code, isError(code));
        duration.Record(clock.GetElapsedTime(_startedAt).TotalSeconds, _tags);
        activity?.Dispose();
    }
}

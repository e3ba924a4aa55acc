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
    private int _ended;

    /// <summary>The call's span; null when nobody follows traces.</summary>
    public Activity? Span => activity;

    /// <summary>Ends the span and measures the call, the first time.</summary>
    public void End(StatusCode code)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        RpcAttributes.AddEnd(activity, ref _tags, code, isError(code));
        duration.Record(clock.GetElapsedTime(_startedAt).TotalSeconds, _tags);

        // An activity that ends makes current what was so when it began, although others may have come and gone since.
        var current = Activity.Current;
        activity?.Dispose();
        if (current != activity)
        {
            Activity.Current = current;
        }
    }
}

using Google.Protobuf.WellKnownTypes;
using Maas.Contract.V1;
using Maas.Models;
using Maas.Models.Watching;

namespace Maas.ModelRegistry.Watching;

/// <summary>Conversions between the messages of watch.proto and the domain's types.</summary>
internal static class WatchMessages
{
    // Longer than any interval that is allowed, and within what a TimeSpan holds.
    private const long MostSeconds = 1_000_000_000;

    private const int MostNanoseconds = 999_999_999;

    extension(WatchRequest request)
    {
        public WatchQuery ToQuery() => new()
        {
            FromRevision = request.FromRevision,
            TenantId = request.TenantId,
            Name = request.Name,
            Tags = request.Tags,
            Kinds = request.Kinds,
            ProgressInterval = request.ProgressInterval is { } interval ? ToTimeSpan(interval) : null,
        };
    }

    extension(ModelChange change)
    {
        public Change ToMessage() => new()
        {
            Revision = change.Revision,
            Time = change.Time.ToTimestamp(),
            Kind = change.Kind.WireName,
            Model = change.Model.ToMessage(),
            Actor = change.Actor,
            RequestId = change.RequestId,
        };
    }

    // What is not a duration (the signs differ, the nanoseconds make a second) is not one of those that are allowed either.
    private static TimeSpan ToTimeSpan(Duration duration) =>
        duration.Seconds is >= 0 and <= MostSeconds && duration.Nanos is >= 0 and <= MostNanoseconds
            ? duration.ToTimeSpan()
            : TimeSpan.MinValue;
}

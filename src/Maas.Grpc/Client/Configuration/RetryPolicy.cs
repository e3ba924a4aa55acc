using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>When a failed call is made again, by gRFC A6.</summary>
public sealed class RetryPolicy
{
    /// <summary>How often a call is made at most, the first time included; from 2. The channel may allow fewer.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>The longest wait before the second attempt, over zero. The wait is drawn at random.</summary>
    public TimeSpan? InitialBackoff { get; set; }

    /// <summary>The longest wait before any attempt, over zero.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>What the longest wait grows by from attempt to attempt, over zero.</summary>
    public double? BackoffMultiplier { get; set; }

    /// <summary>The statuses after which a call is made again; not empty.</summary>
    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}

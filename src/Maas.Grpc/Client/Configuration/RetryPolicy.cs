using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>When a failed call is made again, by gRFC A6.</summary>
/// <remarks>
/// Only calls with one request are: unary ones and those with a stream of replies. A call that streams its requests is made once.
/// </remarks>
public sealed class RetryPolicy
{
    /// <summary>
    /// How often a call is made at most, the first time included; from 2. More than <see cref="GrpcChannelOptions.MaxRetryAttempts"/>
    /// counts as that.
    /// </summary>
    public int? MaxAttempts { get; set; }

    /// <summary>The wait before the second attempt, over zero. Each wait is drawn from a fifth less to a fifth more.</summary>
    public TimeSpan? InitialBackoff { get; set; }

    /// <summary>The most that a wait grows to, over zero, before it is drawn.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>What the wait grows by from attempt to attempt, over zero.</summary>
    public double? BackoffMultiplier { get; set; }

    /// <summary>
    /// The statuses after which a call is made again; not empty, and without OK. They count whether the server sent them or they
    /// were made here of a connection that was lost, such as UNAVAILABLE.
    /// </summary>
    public IList<StatusCode> RetryableStatusCodes { get; } = [];

    /// <summary>
    /// Whether a request may be sent more than once, given the message; null, the default, for all. It is asked once for each call,
    /// by its caller's thread, before anything is sent; what it throws, the caller gets. The official packages do not have it.
    /// </summary>
    /// <example>A create is safe to repeat only with an id by which the server knows it again.</example>
    public Func<object, bool>? AppliesTo { get; set; }
}

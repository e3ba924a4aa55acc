using Grpc.Core;

namespace Maas.Client;

/// <summary>What one call to the registry carries beside its message.</summary>
public sealed record RegistryCallOptions
{
    /// <summary>A call with the client's own deadline and nothing else.</summary>
    public static RegistryCallOptions Default { get; } = new();

    /// <summary>When the answer is of no more use; the client's default deadline still counts where it is earlier.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How long to wait for the answer; the earliest of this, <see cref="Deadline"/> and the default counts.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The id under which both sides log the call, sent as <c>x-request-id</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>The W3C <c>traceparent</c> to send where no <see cref="System.Diagnostics.Activity"/> is current.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The W3C <c>tracestate</c> that belongs to <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }

    /// <summary>
    /// The revision of the change log that the answer has to reflect at least, such as one that another process was told. Defaults to
    /// 0: what this channel has been told of; that counts too where it is higher. Not negative.
    /// </summary>
    /// <remarks>
    /// A registry that has not come there waits a little, and then refuses the call: OUT_OF_RANGE, with the reason REVISION_NOT_REACHED.
    /// </remarks>
    public long Revision
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Which changes of others a read has to reflect. Defaults to <see cref="ReadConsistency.Session"/>.</summary>
    public ReadConsistency ReadConsistency { get; init; }

    /// <summary>
    /// Told the revision of the change log that the answer reflects, a refusal's too where it has one, before the call ends: on any
    /// thread, for each call that is made with these options, and for each response of a watch.
    /// </summary>
    public Action<long>? OnRevision { get; init; }

    /// <summary>Further metadata to send as it is, such as <c>authorization</c>.</summary>
    public Metadata? Metadata { get; init; }
}

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

    /// <summary>Further metadata to send as it is, such as <c>authorization</c>.</summary>
    public Metadata? Metadata { get; init; }
}

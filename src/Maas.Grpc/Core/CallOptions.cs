namespace Grpc.Core;

/// <summary>What a caller says about one call.</summary>
public struct CallOptions
{
    /// <summary>Options for a call.</summary>
    /// <param name="headers">Metadata to send; null for none.</param>
    /// <param name="deadline">When the call ends at the latest, in UTC; null for no deadline.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="writeOptions">How the request is written; null for no hints.</param>
    /// <param name="propagationToken">The served call on whose behalf this one is made; null for none.</param>
    public CallOptions(
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null,
        ContextPropagationToken? propagationToken = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
    }

    /// <summary>Metadata to send; null for none.</summary>
    public Metadata? Headers { get; private set; }

    /// <summary>When the call ends at the latest, in UTC; null for no deadline.</summary>
    public DateTime? Deadline { get; private set; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>How the request is written; null for no hints.</summary>
    public WriteOptions? WriteOptions { get; private set; }

    /// <summary>The served call on whose behalf this one is made; null for none.</summary>
    public ContextPropagationToken? PropagationToken { get; private set; }

    /// <summary>
    /// Whether a call that finds no server connected waits for one, until its deadline or its cancellation, rather than fail with
    /// UNAVAILABLE. Defaults to false.
    /// </summary>
    public bool IsWaitForReady { get; private set; }

    /// <summary>These options with other metadata.</summary>
    /// <param name="headers">Metadata to send.</param>
    /// <returns>A copy.</returns>
    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>These options with another deadline.</summary>
    /// <param name="deadline">When the call ends at the latest, in UTC.</param>
    /// <returns>A copy.</returns>
    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>These options with another token.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A copy.</returns>
    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>These options with other hints for the request.</summary>
    /// <param name="writeOptions">How the request is written.</param>
    /// <returns>A copy.</returns>
    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>These options on behalf of a served call.</summary>
    /// <param name="propagationToken">The served call.</param>
    /// <returns>A copy.</returns>
    public readonly CallOptions WithPropagationToken(ContextPropagationToken propagationToken) =>
        this with { PropagationToken = propagationToken };

    /// <summary>These options for a call that waits, or does not wait, for a server that cannot be connected to yet.</summary>
    /// <param name="waitForReady">Whether it waits.</param>
    /// <returns>A copy.</returns>
    public readonly CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}

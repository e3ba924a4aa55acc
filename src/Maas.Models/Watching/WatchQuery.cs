namespace Maas.Models.Watching;

/// <summary>A request to watch the change log, as it came; the feed checks it. Empty filters filter nothing.</summary>
public sealed record WatchQuery
{
    /// <summary>The first revision to send; 0 begins with the next change.</summary>
    public long FromRevision { get; init; }

    /// <summary>
    /// Keeps changes of this tenant's models. Empty means the caller's own or, for a trusted caller, all; of a tenant that is not
    /// the caller's, only public models are watched.
    /// </summary>
    public string TenantId { get; init; } = "";

    /// <summary>Keeps changes of models of exactly this name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Keeps changes of models with any of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keeps changes of these kinds, each by its <see cref="ChangeKindNames">wire name</see>.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>
    /// How long nothing may be sent before a batch without changes tells how far the watch is; from 0.1 seconds to 10 minutes, null
    /// means 10 seconds.
    /// </summary>
    public TimeSpan? ProgressInterval { get; init; }
}

namespace Maas.Models.Watching;

// A checked request to watch.
internal sealed record WatchRequest
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    // Null begins with the next change.
    public required long? After { get; init; }

    public required ChangeSelection Selection { get; init; }

    public required TimeSpan ProgressInterval { get; init; }

    public static WatchRequest From(Caller caller, WatchQuery query, ModelLimits limits)
    {
        var violations = new Violations();
        var selection = ReadSelection(caller, query, new FieldRules(limits, violations));
        CheckPlaceAndPace(query, violations);
        violations.ThrowIfAny();
        return new WatchRequest
        {
            After = query.FromRevision == 0 ? null : query.FromRevision - 1,
            Selection = selection,
            ProgressInterval = query.ProgressInterval ?? DefaultInterval,
        };
    }

    private static ChangeSelection ReadSelection(Caller caller, WatchQuery query, FieldRules rules)
    {
        var tenant = query.TenantId.Length == 0 ? caller.Tenant ?? "" : query.TenantId;
        return new ChangeSelection
        {
            TenantId = rules.Identity("tenant_id", tenant),
            PublicOnly = !caller.OwnsTenant(tenant),
            Name = rules.NameFilter(query.Name),
            Tags = rules.Tags(query.Tags).Sort(StringComparer.Ordinal),
            Kinds = rules.ChangeKinds(query.Kinds),
        };
    }

    private static void CheckPlaceAndPace(WatchQuery query, Violations violations)
    {
        if (query.FromRevision < 0)
        {
            violations.Add("from_revision", $"is {query.FromRevision}; it must not be negative");
        }

        if (query.ProgressInterval is { } interval && (interval < ShortestInterval || interval > LongestInterval))
        {
            violations.Add("progress_interval", "must be between 0.1 seconds and 10 minutes");
        }
    }
}

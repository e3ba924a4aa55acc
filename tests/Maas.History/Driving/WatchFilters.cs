using Maas.Contract.V1;

namespace Maas.History.Driving;

/// <summary>What watchers ask for: all from the beginning, all from now on, and each filter.</summary>
internal static class WatchFilters
{
    public static WatchRequest Of(int number) => (number % 8) switch
    {
        0 => new WatchRequest { FromRevision = 1 },
        1 => new WatchRequest(),
        2 => new WatchRequest { FromRevision = 1, Tags = { "cv", "old" } },
        3 => new WatchRequest { Name = "alpha" },
        4 => new WatchRequest { FromRevision = 1, TenantId = "red", Kinds = { "created", "deleted" } },
        5 => new WatchRequest { Kinds = { "updated", "tags_changed", "status_changed" } },
        6 => new WatchRequest { FromRevision = 1, Name = "Beta", TenantId = "blue" },
        _ => new WatchRequest { Kinds = { "metadata_changed" }, Tags = { "nlp" } },
    };
}

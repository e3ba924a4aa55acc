namespace Maas.Models;

/// <summary>A request to list models, as it came; the catalog checks it. Empty filters filter nothing.</summary>
public sealed record ModelQuery
{
    /// <summary>Keeps models whose name contains this, whatever the case; <c>%</c> and <c>_</c> are ordinary characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Keeps models of this framework.</summary>
    public string Framework { get; init; } = "";

    /// <summary>Keeps models of this status; must be one of <see cref="ModelStatusNames.All"/>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Keeps models of this owner.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>
    /// Keeps models of this tenant. Empty means the caller's own or, for a trusted caller, all; of a tenant that is not
    /// the caller's, only public models are listed.
    /// </summary>
    public string TenantId { get; init; } = "";

    /// <summary>Keeps models with any of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keeps public models only; false filters nothing.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The page, from 1; 0 means 1. Not above 1 together with a token.</summary>
    public int Page { get; init; }

    /// <summary>Models per page: 0 means 20, more than 100 counts as 100. May differ from page to page.</summary>
    public int Limit { get; init; }

    /// <summary>Where to go on, from <see cref="ModelPage.NextPageToken"/> of a query that asked for the same.</summary>
    public string PageToken { get; init; } = "";

    /// <summary>Not served yet: anything but empty is refused as unimplemented.</summary>
    public string OrderBy { get; init; } = "";

    /// <summary>Not served yet: anything but empty is refused as unimplemented.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Not served yet: true is refused as unimplemented.</summary>
    public bool ShowDeleted { get; init; }
}

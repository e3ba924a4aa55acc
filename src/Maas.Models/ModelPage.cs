using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>One page of a listing, newest model first.</summary>
/// <param name="Models">The models, as many as <see cref="Limit"/> at most.</param>
/// <param name="Total">How many models match in all; 0 when the page was asked for by token.</param>
/// <param name="Page">The page's number, from 1; 0 when it was asked for by token.</param>
/// <param name="Limit">The limit that was applied, 1–100.</param>
/// <param name="NextPageToken">Where the next page begins; empty when this is the last.</param>
/// <param name="Revision">The revision of the change log that the page reflects, see <see cref="AtRevision{T}"/>.</param>
public sealed record ModelPage(
    ImmutableArray<RegisteredModel> Models, long Total, int Page, int Limit, string NextPageToken, long Revision);

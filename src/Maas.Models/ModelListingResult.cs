using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>What a store found.</summary>
/// <param name="Models">The models, in order.</param>
/// <param name="Total">How many match in all, or 0 when that was not asked for.</param>
/// <param name="Revision">The revision of the change log that both reflect, see <see cref="AtRevision{T}"/>.</param>
public sealed record ModelListingResult(ImmutableArray<RegisteredModel> Models, long Total, long Revision);

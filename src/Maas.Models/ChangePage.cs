using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>A stretch of the change log, and what the log held when it was read.</summary>
/// <param name="Changes">The changes in the order of their revisions, which is the order of their commits, without a gap.</param>
/// <param name="Newest">The revision of the newest change of all; 0 before the first.</param>
/// <param name="Oldest">The revision of the oldest change that is kept; 1 until the log is compacted.</param>
public sealed record ChangePage(ImmutableArray<ModelChange> Changes, long Newest, long Oldest);

using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>A stretch of the snapshot that stands for the compacted part of the change log.</summary>
/// <param name="Revision">The revision that the snapshot is of; 0 while the log is whole.</param>
/// <param name="Changes">
/// Of each model that there had been by then, deleted ones too, the last change up to that revision; in the order of the models' ids.
/// </param>
public sealed record LogSnapshotPage(long Revision, ImmutableArray<ModelChange> Changes);

using System.Collections.Immutable;

namespace Maas.Models.Watching;

/// <summary>What a watch sends at once: changes or, where there are none, how far it is. Readers that ask for the same may share one.</summary>
/// <typeparam name="T">What a change is to the host.</typeparam>
/// <param name="Revision">Every change up to this revision that is asked for has been sent, those of this batch included.</param>
/// <param name="Changes">The changes, in the order of their revisions.</param>
public sealed record WatchBatch<T>(long Revision, ImmutableArray<T> Changes);

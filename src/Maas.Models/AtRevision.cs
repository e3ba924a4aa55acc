namespace Maas.Models;

/// <summary>What a store answers, and the revision of the change log that the answer reflects.</summary>
/// <typeparam name="T">What it answers.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Revision">
/// Every change up to this revision is in the answer, and none behind it; of a change, its own revision. 0 before the first change.
/// </param>
public readonly record struct AtRevision<T>(T Value, long Revision);

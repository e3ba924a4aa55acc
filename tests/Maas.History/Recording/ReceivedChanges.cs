using Maas.Contract.V1;

namespace Maas.History.Recording;

/// <summary>One response of a watch, and when it came.</summary>
/// <param name="At">When, in ticks of the history's clock.</param>
/// <param name="Response">What.</param>
internal sealed record ReceivedChanges(long At, WatchResponse Response);

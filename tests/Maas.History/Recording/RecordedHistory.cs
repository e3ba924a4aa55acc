namespace Maas.History.Recording;

/// <summary>Everything that clients asked for and were told.</summary>
/// <param name="Operations">The calls.</param>
/// <param name="Streams">The watches.</param>
internal sealed record RecordedHistory(IReadOnlyList<Operation> Operations, IReadOnlyList<WatchStream> Streams);

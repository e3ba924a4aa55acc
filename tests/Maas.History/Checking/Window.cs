using Maas.History.Recording;

namespace Maas.History.Checking;

/// <summary>An operation that changed nothing, and the revisions at one of which its answer has to be right.</summary>
internal sealed record Window(Operation Operation, long First, long Last);

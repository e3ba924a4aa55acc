namespace Maas.Bench.Driving;

/// <summary>What keeps a server busy over connections of its own.</summary>
internal interface ILoad : IDisposable
{
    /// <summary>Makes calls, this many at the same time. Once for each load.</summary>
    LoadRun Run(int calls, int inFlight);
}

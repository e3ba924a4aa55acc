namespace Maas.History.Faults;

/// <summary>How often what was broken.</summary>
internal sealed class FaultCounts
{
    public int Kills { get; set; }

    /// <summary>Connections that were reset between clients and registries.</summary>
    public int Cuts { get; set; }

    /// <summary>Connections that were reset between registries and the database.</summary>
    public long DatabaseCuts { get; set; }

    /// <summary>Times that bytes were held up, in one direction or both.</summary>
    public int Delays { get; set; }

    public override string ToString() =>
        $"{Kills} kills, {Cuts} connections of clients and {DatabaseCuts} of the database cut, {Delays} times held up";
}

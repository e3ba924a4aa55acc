using Maas.History.Systems;

namespace Maas.History;

/// <summary>One round: a new system, driven and broken for a while, then checked.</summary>
internal sealed record RoundSettings
{
    public required StoreKind Store { get; init; }

    public required int Seed { get; init; }

    /// <summary>How long clients drive and the nemesis breaks; starting and checking come on top.</summary>
    public required TimeSpan Time { get; init; }

    public int GrpcClients { get; init; } = 18;

    public int RestClients { get; init; } = 4;

    public int Watchers { get; init; } = 6;
}

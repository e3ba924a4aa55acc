namespace Maas.Storage.Postgres;

/// <summary>How the store trades memory and waiting for speed; the defaults suit a registry of its own machine.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>Mutations that share one durable commit at most; 1 commits each alone. Positive, 256 by default.</summary>
    public int BatchLimit { get; init; } = 256;

    /// <summary>Mutations that may wait for their turn; more wait to be let in. Positive, 1,024 by default.</summary>
    public int QueueLimit { get; init; } = 1_024;

    /// <summary>
    /// For how long the database is asked for the outcome of a commit during which it was lost; after that the outcome is answered as
    /// unknown. Positive, 5 seconds by default.
    /// </summary>
    public TimeSpan OutcomeLimit { get; init; } = TimeSpan.FromSeconds(5);
}

namespace Maas.Storage.Sqlite;

/// <summary>How the store trades memory and waiting for speed; the defaults suit a registry of its own machine.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>Mutations that share one durable commit at most; 1 commits each alone. Positive, 256 by default.</summary>
    public int BatchLimit { get; init; } = 256;

    /// <summary>Mutations that may wait for their turn; more wait to be let in. Positive, 1,024 by default.</summary>
    public int QueueLimit { get; init; } = 1_024;

    // How long to wait for other programs that hold the database's lock, such as a backup; ours never wait for each other.
    internal int BusySeconds { get; init; } = 5;

    // A disk that is full, at a size of the test's choice.
    internal int? MaxPageCount { get; init; }
}

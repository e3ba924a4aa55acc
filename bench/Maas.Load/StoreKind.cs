namespace Maas.Load;

/// <summary>Where the models are.</summary>
internal enum StoreKind
{
    /// <summary>In memory, so that the rest of a call can be seen.</summary>
    Memory,

    /// <summary>In SQLite, as in production.</summary>
    Sqlite,
}

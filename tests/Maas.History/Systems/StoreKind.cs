namespace Maas.History.Systems;

/// <summary>What the registry keeps its models in.</summary>
internal enum StoreKind
{
    /// <summary>Two replicas on one PostgreSQL.</summary>
    Postgres,

    /// <summary>One registry on one SQLite.</summary>
    Sqlite,
}

namespace Maas.Storage.Sqlite;

internal static class StoreMigrations
{
    public static IReadOnlyList<Migration> All { get; } = Migration.Of(typeof(StoreMigrations).Assembly);
}

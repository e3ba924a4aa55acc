using Maas.Models;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Maas.Storage.Sqlite;

// Tells whether a database is ours, and brings it to the newest version of the schema.
internal sealed class Schema(IReadOnlyList<Migration> migrations, ILogger logger)
{
    // "MaaS" in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id
    public const long ApplicationId = 0x4D616153;

    public int Newest => migrations.Count;

    // Looks only: a file that is not ours stays as it is.
    public void Check(SqliteConnection connection, string path)
    {
        var application = connection.Scalar<long>("PRAGMA application_id");
        var version = connection.Scalar<long>("PRAGMA user_version");
        var isNew = application == 0 && version == 0 && connection.Scalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != ApplicationId)
        {
            throw new StoreUnavailableException($"The file '{path}' is a database of another program.");
        }

        if (version > Newest)
        {
            throw new StoreUnavailableException(
                $"The database '{path}' was written by a newer version of MaaS (schema {version}; this one knows {Newest}). Use that version.");
        }
    }

    public void Migrate(SqliteConnection connection)
    {
        var version = connection.Scalar<long>("PRAGMA user_version");
        foreach (var migration in migrations.Skip((int)version))
        {
            Apply(connection, migration);
            logger.MigrationApplied(migration.Version, migration.Name);
        }
    }

    private static void Apply(SqliteConnection connection, Migration migration)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(migration.Sql);
        connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {migration.Version}");
        transaction.Commit();
    }
}

using System.Globalization;
using Maas.Models;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Maas.Storage.Postgres;

// Tells whether a database and a schema can be ours, and brings the schema to the newest version.
internal sealed class Schema(IReadOnlyList<Migration> migrations, SchemaName name, string database, ILogger logger)
{
    private const int OldestServer = 13;

    // "MaaS" in ASCII: of those who start at once, one migrates at a time.
    private const int MigrationLock = 0x4D616153;

    public int Newest => migrations.Count;

    // Looks only: what is not ours stays as it is.
    public async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var server = await connection.ScalarAsync<int>("SELECT current_setting('server_version_num')::int", cancellationToken) / 10_000;
        if (server < OldestServer)
        {
            throw Refused($"is on PostgreSQL {server}; MaaS needs {OldestServer} or later");
        }

        var encoding = await connection.ScalarAsync<string>("SELECT current_setting('server_encoding')", cancellationToken);
        if (encoding != "UTF8")
        {
            throw Refused($"has the encoding {encoding}; create one with UTF8");
        }

        if (await connection.ScalarAsync<bool>("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool", cancellationToken))
        {
            throw Refused("can only be read: it is a standby, or its default is so. Name the primary");
        }

        await CheckVersionAsync(connection, cancellationToken);
    }

    public async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (await ApplyNextAsync(connection, cancellationToken) is { } migration)
        {
            logger.MigrationApplied(migration.Version, migration.Name);
        }
    }

    private async Task<Migration?> ApplyNextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({MigrationLock})", cancellationToken);
        var version = await CheckVersionAsync(connection, cancellationToken);
        if (version == Newest)
        {
            return null;
        }

        var migration = migrations[version];
        if (!await HasSchemaAsync(connection, cancellationToken))
        {
            await connection.ExecuteAsync($"CREATE SCHEMA {name}", cancellationToken);
        }

        await connection.ExecuteAsync(
            $"""
            SET LOCAL search_path = {name};
            CREATE TABLE IF NOT EXISTS maas_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL);
            {migration.Sql};
            INSERT INTO maas_migrations (version, name, applied_at) VALUES ({migration.Version.ToString(CultureInfo.InvariantCulture)}, '{migration.Name}', now());
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return migration;
    }

    // 0 where there is nothing yet. One statement: another replica may be making the schema.
    private async Task<int> CheckVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = connection.CreateCommand().With(
            """
            SELECT to_regclass($1) IS NOT NULL,
              EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $2)
            """,
            $"{name}.maas_migrations",
            name.Name);
        bool isOurs, hasTables;
        await using (var row = await look.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            (isOurs, hasTables) = (row.GetBoolean(0), row.GetBoolean(1));
        }

        if (!isOurs)
        {
            return hasTables ? throw Refused($"has a schema {name} of another program; name another one by Search Path") : 0;
        }

        var version = await connection.ScalarAsync<int>($"SELECT coalesce(max(version), 0) FROM {name}.maas_migrations", cancellationToken);
        return version <= Newest
            ? version
            : throw Refused($"was written by a newer version of MaaS (schema {version}; this one knows {Newest}). Use that version");
    }

    // IF NOT EXISTS asks for the right to create one also where there is one.
    private async Task<bool> HasSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand().With("SELECT to_regnamespace($1) IS NOT NULL", name.ToString());
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private StoreUnavailableException Refused(string why) => new($"The database '{database}' {why}.");
}

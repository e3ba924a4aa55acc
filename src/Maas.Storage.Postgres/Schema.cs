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
        if (!await HasAsync(connection, "to_regnamespace", name.ToString(), cancellationToken))
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

    // 0 where there is nothing yet.
    private async Task<int> CheckVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await HasAsync(connection, "to_regclass", $"{name}.maas_migrations", cancellationToken))
        {
            await using var count = connection.CreateCommand().With(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1", name.Name);
            return (long)(await count.ExecuteScalarAsync(cancellationToken))! == 0
                ? 0
                : throw Refused($"has a schema {name} of another program; name another one by Search Path");
        }

        var version = await connection.ScalarAsync<int>($"SELECT coalesce(max(version), 0) FROM {name}.maas_migrations", cancellationToken);
        return version <= Newest
            ? version
            : throw Refused($"was written by a newer version of MaaS (schema {version}; this one knows {Newest}). Use that version");
    }

    private static async Task<bool> HasAsync(NpgsqlConnection connection, string look, string what, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand().With($"SELECT {look}($1) IS NOT NULL", what);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private StoreUnavailableException Refused(string why) => new($"The database '{database}' {why}.");
}

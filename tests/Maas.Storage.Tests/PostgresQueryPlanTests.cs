using Maas.Models;
using Maas.Storage.Postgres;
using Npgsql;

namespace Maas.Storage.Tests;

/// <summary>Listings are found by an index, in order, however many models there are.</summary>
public sealed class PostgresQueryPlanTests(PostgresServer server)
{
    // In no order, so that none of what is looked for lies together.
    private const string ManyModels =
        """
        INSERT INTO maas.models
        SELECT gen_random_uuid(), gen_random_uuid(), 't' || i % 200, 'o' || i % 200, 'n' || i, 'n' || i, '1', 'f' || i % 200, 's' || i % 200, i % 199 = 0, '', now() + i * interval '1 s', now(),
          NULL, 0, '', '', '', ARRAY['every', 'tag' || i], '{}', ''
        FROM generate_series(1, 20000) i ORDER BY random()
        """;

    private static readonly ModelFilter All = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_AreReadFromAnIndex()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        await database.ExecuteAsync($"{ManyModels}; ANALYZE maas.models");

        await ShouldUseAsync(database, All, "models_newest");
        await ShouldUseAsync(database, All with { TenantId = "t3" }, "models_by_tenant");
        await ShouldUseAsync(database, All with { OwnerId = "o3" }, "models_by_owner");
        await ShouldUseAsync(database, All with { Framework = "f3" }, "models_by_framework");
        await ShouldUseAsync(database, All with { PublicOnly = true }, "models_public");
        await ShouldUseAsync(database, All with { PublicOnly = true, TenantId = "t3" }, "models_public_by_tenant");
        await ShouldUseAsync(database, All with { Tags = ["tag7"] }, "models_by_tag");
        await ShouldUseAsync(database, All with { Tags = ["every"] }, "models_newest");
        await ShouldUseAsync(database, All, "models_newest", after: new ModelPosition(DateTimeOffset.UnixEpoch.AddYears(200), new ModelId(default)));
    }

    // A statement that is prepared may keep its plan: one for an empty table must not be used when it has grown, statistics or not.
    [Fact]
    public async Task WritersLookUps_UseIndexes_OnceTheTablesHaveGrown()
    {
        var database = await PostgresDatabaseUnderTest.CreateAsync(server.Cluster);
        await using var store = await database.OpenAsync();
        var statements = new WriteStatements(new SchemaName("maas"));
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await connection.ExecuteAsync("BEGIN", Cancelled);
        await connection.ExecuteAsync(statements.Lock, Cancelled);
        (string Types, string Sql, string Values, string Index)[] lookUps =
        [
            ("uuid[]", statements.FindModels, "ARRAY[gen_random_uuid()]", "models_pkey"),
            ("uuid[]", statements.FindNames, "ARRAY[gen_random_uuid()]", "models_identity"),
            ("text[], text[]", statements.FindRequests, "'{a}', '{b}'", "create_requests_pkey"),
            ("timestamptz, bigint", statements.PurgeRequests, "now() - interval '1 day', 100", "create_requests_expiry"),
        ];
        for (var i = 0; i < lookUps.Length; i++)
        {
            await connection.ExecuteAsync($"PREPARE p{i} ({lookUps[i].Types}) AS {lookUps[i].Sql}", Cancelled);
            for (var use = 0; use < 10; use++)
            {
                await connection.ExecuteAsync($"EXECUTE p{i} ({lookUps[i].Values})", Cancelled);
            }
        }

        await connection.ExecuteAsync(ManyModels, Cancelled);
        await connection.ExecuteAsync(
            "INSERT INTO maas.create_requests SELECT 's', 'r' || i, '', now() + i * interval '1 s', '' FROM generate_series(1, 20000) i", Cancelled);

        for (var i = 0; i < lookUps.Length; i++)
        {
            await using var command = connection.CreateCommand().With($"EXPLAIN EXECUTE p{i} ({lookUps[i].Values})");
            (await PlanAsync(command)).ShouldContain($"{lookUps[i].Index} ");
        }
    }

    private static async Task ShouldUseAsync(PostgresDatabaseUnderTest database, ModelFilter filter, string index, ModelPosition? after = null)
    {
        var sql = new ListSql(new SchemaName("maas"), new ModelListing { Filter = filter, Take = 20, After = after });
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = connection.CreateCommand().With("EXPLAIN " + sql.Text, [.. sql.Values]);
        var plan = await PlanAsync(command);
        plan.ShouldContain($"{index} ", Case.Sensitive, filter.ToString());
        plan.ShouldNotContain("Seq Scan on models");
    }

    private static async Task<string> PlanAsync(NpgsqlCommand explain)
    {
        var lines = new List<string>();
        await using var row = await explain.ExecuteReaderAsync(Cancelled);
        while (await row.ReadAsync(Cancelled))
        {
            lines.Add(row.GetString(0));
        }

        return string.Join('\n', lines) + "\n";
    }
}

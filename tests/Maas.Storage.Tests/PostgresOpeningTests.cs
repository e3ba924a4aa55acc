using System.Globalization;
using Maas.Models;
using Maas.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Maas.Storage.Tests;

public sealed class PostgresOpeningTests(PostgresServer server)
{
    private static readonly Caller Trusted = Caller.Trusted("r");
    private static readonly NewModel Bert = new() { Name = "bert", Version = "1", Framework = "onnx" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        var database = await CreateAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.OpenAsync()));

        (await database.ScalarAsync<long>("SELECT count(*) FROM maas.maas_migrations")).ShouldBe(StoreMigrations.All.Count);
        stores.Select(store => Convert.ToHexString(store.PageTokenKey.Span)).Distinct().ShouldHaveSingleItem();
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public void Migrations_AreNumberedFromOne()
    {
        StoreMigrations.All.Select(migration => migration.Version).ShouldBe(Enumerable.Range(1, StoreMigrations.All.Count));
        StoreMigrations.All[0].Name.ShouldBe("0001_initial");
    }

    [Fact]
    public async Task Migrate_AStepThatFails_IsUndoneWhole_AndGoesOnFromThereLater()
    {
        var database = await CreateAsync();
        await Should.ThrowAsync<PostgresException>(() => MigrateAsync(database, "CREATE TABLE a (x int)", "CREATE TABLE b (x int); INSERT INTO nowhere VALUES (1)"));
        (await database.ScalarAsync<int>("SELECT max(version) FROM maas.maas_migrations")).ShouldBe(1);
        (await database.ScalarAsync<bool>("SELECT to_regclass('maas.b') IS NULL")).ShouldBeTrue();

        await MigrateAsync(database, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)");
        await MigrateAsync(database, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)", "INSERT INTO b VALUES (7)");
        await MigrateAsync(database, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)", "INSERT INTO b VALUES (7)");

        (await database.ScalarAsync<int>("SELECT max(version) FROM maas.maas_migrations")).ShouldBe(3);
        (await database.ScalarAsync<long>("SELECT count(*) FROM maas.b")).ShouldBe(1);
    }

    [Fact]
    public async Task Open_ANewerVersionsDatabase_IsRefused()
    {
        var database = await CreateAsync();
        await using (await database.OpenAsync())
        {
        }

        await database.ExecuteAsync("INSERT INTO maas.maas_migrations VALUES (999, 'later', now())");

        await ShouldBeRefusedAsync(database.ConnectionString, "was written by a newer version of MaaS (schema 999; this one knows 1)");
    }

    [Fact]
    public async Task Open_AnotherProgramsSchema_IsRefusedAndLeftAsItIs()
    {
        var database = await CreateAsync();
        await database.ExecuteAsync("CREATE SCHEMA maas; CREATE TABLE maas.theirs (x int)");

        await ShouldBeRefusedAsync(database.ConnectionString, "has a schema \"maas\" of another program");
        (await database.ScalarAsync<long>("SELECT count(*) FROM pg_tables WHERE schemaname = 'maas'")).ShouldBe(1);
    }

    [Fact]
    public async Task Open_WithASearchPath_UsesThatSchema_ApartFromOthers()
    {
        var database = await CreateAsync();
        await using var one = await database.OpenAsync();
        await using var other = await database.OpenAsync(database.ConnectionString + ";Search Path=other \"x", new PostgresStoreOptions());
        var wait = one.WaitForChangeAsync(0, Cancelled);

        await PostgresDatabaseUnderTest.Catalog(other).CreateAsync(Trusted, Bert, Cancelled);

        (await other.ReadChangesAsync(0, 10, Cancelled)).Newest.ShouldBe(1);
        (await one.ReadChangesAsync(0, 10, Cancelled)).Newest.ShouldBe(0);
        wait.IsCompleted.ShouldBeFalse();
    }

    // A pooler that shares sessions hands a transaction to one that has not prepared its statements.
    [Theory]
    [InlineData("", false, true)]
    [InlineData("", true, false)]
    [InlineData(";Max Auto Prepare=0", false, false)]
    [InlineData(";maxautoprepare=0", false, false)]
    [InlineData(";Max Auto Prepare=1", true, true)]
    public async Task Prepares_WhereNoPoolerIs_UnlessToldOtherwise(string more, bool isPooler, bool expected)
    {
        await using var proxy = new CuttingProxy(server.Cluster.Port) { GivesItsOwnIds = isPooler };
        var where = new NpgsqlConnectionStringBuilder(server.Cluster.ConnectionString("postgres")) { Port = proxy.Port };
        await using var database = new PostgresDatabase(PostgresAddress.Parse(where.ConnectionString + more));
        await using var connection = await database.OpenLastingAsync(Cancelled);

        await database.LookForPoolerAsync(connection, Cancelled);

        database.Prepares.ShouldBe(expected);
    }

    [Fact]
    public async Task Open_WithoutPreparedStatements_ReadsAndWrites()
    {
        var database = await CreateAsync();
        await using var store = await database.OpenAsync(database.ConnectionString + ";Max Auto Prepare=0;Maximum Pool Size=1", new PostgresStoreOptions());
        var catalog = PostgresDatabaseUnderTest.Catalog(store);

        var model = await catalog.CreateAsync(Trusted, Bert, Cancelled);

        (await catalog.GetAsync(Trusted, model.Id.ToString(), Cancelled)).Etag.ShouldBe(model.Etag);
    }

    [Fact]
    public async Task Open_AWrongPassword_IsRefused_AndNotTold()
    {
        var wrong = new NpgsqlConnectionStringBuilder(server.Cluster.ConnectionString("postgres")) { Password = "hush" };

        var error = await ShouldBeRefusedAsync(wrong.ConnectionString, "refuses the user or the password: password authentication failed");

        error.ToString().ShouldNotContain("hush");
    }

    // The one that can be written is found, whichever is named first.
    [Theory]
    [InlineData("Host=127.0.0.1:1,127.0.0.1:{0}")]
    [InlineData("Host=127.0.0.1:{0},127.0.0.1:1;Target Session Attributes=primary")]
    [InlineData("Host=127.0.0.1;Port={0};Target Session Attributes=any")]
    [InlineData("Host=127.0.0.1;Port={0};Pooling=false")]
    public async Task Open_SeveralHostsOrAnotherWayToConnect_ReadsAndWrites(string hosts)
    {
        var database = await CreateAsync();
        var given = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var store = await database.OpenAsync(
            $"{string.Format(CultureInfo.InvariantCulture, hosts, given.Port)};Username={given.Username};Password={given.Password};Database={given.Database}",
            new PostgresStoreOptions());

        var model = await PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert, Cancelled);

        await database.ShouldHoldExactlyAsync(store, [model.Id]);
    }

    [Fact]
    public async Task Open_WhereThereIsNoDatabaseOrServer_IsRefused()
    {
        await ShouldBeRefusedAsync(server.Cluster.ConnectionString("nowhere"), "The database 'nowhere on 127.0.0.1:");
        await ShouldBeRefusedAsync("Host=127.0.0.1;Port=1;Database=maas;Username=u", "cannot be reached: ");
        await ShouldBeRefusedAsync("Host=127.0.0.1:1,127.0.0.1:2;Database=maas;Username=u", "cannot be reached: ");
        await ShouldBeRefusedAsync("Host=127.0.0.1;Nonsense=1", "The database's address is no PostgreSQL connection string: ");
    }

    [Fact]
    public async Task Open_AnotherEncoding_IsRefused()
    {
        await server.Cluster.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", Cancelled);

        await ShouldBeRefusedAsync(server.Cluster.ConnectionString("latin"), "has the encoding LATIN1; create one with UTF8");
    }

    [Fact]
    public async Task Open_WhatCanOnlyBeRead_IsRefused()
    {
        var database = await CreateAsync();
        await database.ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");

        await ShouldBeRefusedAsync(database.ConnectionString, "can only be read");
    }

    [Fact]
    public async Task Open_AUserWithoutRights_IsRefused_AndOneWhoOwnsTheSchemaIsNot()
    {
        var database = await CreateAsync();
        var role = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database + "_role";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'hush'");
        var asRole = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "hush" }.ConnectionString;
        await ShouldBeRefusedAsync(asRole, "refuses the user rights that MaaS needs (permission denied for database");

        await database.ExecuteAsync($"CREATE SCHEMA maas AUTHORIZATION {role}");

        await using var store = await database.OpenAsync(asRole, new PostgresStoreOptions());
        await PostgresDatabaseUnderTest.Catalog(store).CreateAsync(Trusted, Bert, Cancelled);
    }

    private Task<PostgresDatabaseUnderTest> CreateAsync() => PostgresDatabaseUnderTest.CreateAsync(server.Cluster);

    private static async Task MigrateAsync(PostgresDatabaseUnderTest database, params string[] steps)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        Migration[] migrations = [.. steps.Select((sql, i) => new Migration(i + 1, $"step {i + 1}", sql))];
        await new Schema(migrations, new SchemaName("maas"), "test", NullLogger.Instance).MigrateAsync(connection, Cancelled);
    }

    private static async Task<StoreUnavailableException> ShouldBeRefusedAsync(string connectionString, string message)
    {
        var error = await Should.ThrowAsync<StoreUnavailableException>(() => PostgresModelStore.OpenAsync(
            connectionString, TimeProvider.System, new PostgresStoreOptions(), NullLogger<PostgresModelStore>.Instance, Cancelled));
        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain('\n');
        return error;
    }
}

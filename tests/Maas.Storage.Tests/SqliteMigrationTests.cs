using Maas.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Storage.Tests;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteMigrationTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void All_AreNumberedFromOne()
    {
        StoreMigrations.All.Select(migration => migration.Version).ShouldBe(Enumerable.Range(1, StoreMigrations.All.Count));
        StoreMigrations.All[0].Name.ShouldBe("0001_initial");
    }

    [Fact]
    public void Migrate_AppliesEachOnce()
    {
        Migrate("CREATE TABLE a (x)");
        Migrate("CREATE TABLE a (x)", "CREATE TABLE b (x)", "INSERT INTO b VALUES (7)");
        Migrate("CREATE TABLE a (x)", "CREATE TABLE b (x)", "INSERT INTO b VALUES (7)");

        _connection.Scalar<long>("PRAGMA user_version").ShouldBe(3);
        _connection.Scalar<long>("SELECT count(*) FROM b").ShouldBe(1);
    }

    [Fact]
    public void Migrate_AStepThatFails_IsUndoneWhole_AndGoesOnFromThereLater()
    {
        Should.Throw<SqliteException>(() => Migrate("CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);"));

        _connection.Scalar<long>("PRAGMA user_version").ShouldBe(1);
        _connection.Scalar<long>("SELECT count(*) FROM sqlite_schema").ShouldBe(1);

        Migrate("CREATE TABLE a (x)", "CREATE TABLE b (x)");
        _connection.Scalar<long>("PRAGMA user_version").ShouldBe(2);
    }

    private void Migrate(params string[] steps) =>
        new Schema([.. steps.Select((sql, i) => new Migration(i + 1, $"step {i + 1}", sql))], NullLogger.Instance).Migrate(_connection);
}

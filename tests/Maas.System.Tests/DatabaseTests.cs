using Maas.Testing;

namespace Maas.SystemTests;

/// <summary>The database that <c>--database</c> names.</summary>
[Collection(SharedPostgres.Name)]
public sealed class DatabaseTests(SharedPostgres postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFile_IsMadeWithItsFolder()
    {
        var file = Path.Combine(_folder.Path, "sub", "models.db");

        await using var service = await RunningSystem.ServeAsync(_folder.File("unused"), "--database", file);

        service.Output.ShouldContain(file);
        Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName).ShouldContain("models.lock");
        Directory.Exists(_folder.File("unused")).ShouldBeFalse();
    }

    [Fact]
    public async Task APostgreSqlDatabase_IsSharedByReplicas_AndItsPasswordIsNotTold()
    {
        var database = await postgres.Cluster.CreateDatabaseAsync(Cancelled);
        var password = new Npgsql.NpgsqlConnectionStringBuilder(database).Password!;

        await using var one = await RunningSystem.ServeAsync(_folder.File("unused"), "--database", database);
        await using var other = await RunningSystem.ServeAsync(_folder.File("unused"), "--database", database);
        using var http = new HttpClient { BaseAddress = one.AddressOf("REST") };
        using var elsewhere = new HttpClient { BaseAddress = other.AddressOf("REST") };

        (await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("shared"))).Status.ShouldBe(201);
        (await elsewhere.SendJsonAsync(HttpMethod.Get, "/api/v1/models")).Body!["models"]!.AsArray().ShouldHaveSingleItem();
        (await elsewhere.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("shared"))).Status.ShouldBe(409);
        one.Output.ShouldContain($"on 127.0.0.1:{postgres.Cluster.Port}");
        (one.Output + one.Errors).ShouldNotContain(password);
    }

    [Fact]
    public async Task APostgreSqlDatabaseThatIsNotThere_IsOneLineAndExitCode1()
    {
        var (exitCode, _, errors) = await ServiceProcessUnderTest.RunAsync(
            "maas", ["serve", "--database", "postgresql://ann:hush@127.0.0.1:1/maas", "--http-port", "0", "--grpc-port", "0", "--admin-port", "0"]);

        exitCode.ShouldBe(1);
        errors.ShouldContain("maas: The database 'maas on 127.0.0.1:1' cannot be reached: ");
        errors.ShouldNotContain("hush");
    }
}

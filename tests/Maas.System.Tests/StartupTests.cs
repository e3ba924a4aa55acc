using System.Net;
using System.Net.Sockets;
using Maas.Testing;

namespace Maas.SystemTests;

public sealed class StartupTests : IDisposable
{
    private static readonly string[] FreePorts = ["--http-port", "0", "--grpc-port", "0", "--admin-port", "0"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task APortInUse_IsOneLineAndExitCode1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await FailsWithOneLineAsync(
            $"127.0.0.1:{port}: address already in use", "--data", _folder.Path, "--grpc-port", "0", "--admin-port", "0", "--http-port", $"{port}");
    }

    [Fact]
    public async Task ADataFolderThatCannotBeMade_IsOneLineAndExitCode1()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await FailsWithOneLineAsync(file, ["--data", Path.Combine(file, "data"), .. FreePorts]);
    }

    [Fact]
    public async Task ADataFolderInUse_IsOneLineAndExitCode1()
    {
        await using var first = await RunningSystem.ServeAsync(_folder.Path);

        await FailsWithOneLineAsync(_folder.Path, ["--data", _folder.Path, .. FreePorts]);
    }

    [Fact]
    public async Task ADatabaseOfANewerVersion_IsOneLineAndExitCode1()
    {
        await using (var first = await RunningSystem.ServeAsync(_folder.Path))
        {
            first.Terminate();
            await first.WaitForExitAsync();
        }

        SetSchemaVersion(Path.Combine(_folder.Path, "maas.db"), 9999);

        await FailsWithOneLineAsync("9999", ["--data", _folder.Path, .. FreePorts]);
    }

    [Fact]
    public async Task WrongSettings_AreAllInOneMessage()
    {
        var (exitCode, output, errors) = await ServiceProcessUnderTest.RunAsync(
            "maas",
            ["serve", "--data", _folder.Path, "--http-port", "70000", "--max-tags", "0", "--grpc-port", "x", "--host", "0.0.0.0", "--no-such-flag"],
            new Dictionary<string, string> { ["MAAS_CALL_TIMEOUT"] = "5" });

        exitCode.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldContain("--http-port: must be between 0 and 65535");
        errors.ShouldContain("--max-tags: must be positive");
        errors.ShouldContain("--grpc-port");
        errors.ShouldContain("--allow-anonymous-remote-access");
        errors.ShouldContain("--no-such-flag");
        errors.ShouldContain("MAAS_CALL_TIMEOUT");
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task EqualPortsAndAnEmptyConfig_AreNamed()
    {
        var (exitCode, _, errors) = await ServiceProcessUnderTest.RunAsync(
            "maas", ["serve", "--config", "", "--http-port", "7000", "--grpc-port", "7000", "--admin-port", "7000"]);

        exitCode.ShouldBe(1);
        errors.ShouldContain("--config: must name a file");
        errors.ShouldContain("--http-port: must differ from --grpc-port and --admin-port");
        errors.ShouldContain("--admin-port: must differ from --grpc-port");
    }

    [Theory]
    [InlineData("maas")]
    [InlineData("Maas.ModelRegistry")]
    [InlineData("Maas.ApiGateway")]
    public async Task Version_IsPrinted(string program)
    {
        var (exitCode, output, _) = await ServiceProcessUnderTest.RunAsync(program, ["--version"]);

        exitCode.ShouldBe(0);
        output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Fact]
    public async Task NothingIsReadFromTheWorkingDirectory()
    {
        // The process starts in the folder of the tests; these are the files and variables that ASP.NET Core would read.
        var settings = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        await File.WriteAllTextAsync(settings, """{"Urls":"http://127.0.0.1:1","Kestrel":{"Endpoints":{"x":{"Url":"http://127.0.0.1:1"}}}}""", TestContext.Current.CancellationToken);
        try
        {
            await using var service = await RunningSystem.ServeAsync(_folder.Path);

            service.AddressOf("REST").Port.ShouldNotBe(1);
        }
        finally
        {
            File.Delete(settings);
        }
    }

    [Fact]
    public async Task EveryAddress_WhenToldSoInWords_IsServedUnderLoopbackAndPrintedSo()
    {
        await using var service = await RunningSystem.ServeAsync(_folder.Path, "--host", "0.0.0.0", "--allow-anonymous-remote-access");
        using var http = new HttpClient { BaseAddress = service.AddressOf("REST") };

        http.BaseAddress.Host.ShouldBe("127.0.0.1");
        (await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("everywhere"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task LargerModels_PassThroughBothServices()
    {
        await using var service = await RunningSystem.ServeAsync(
            _folder.Path, "--max-model-bytes", "200000", "--max-metadata-value-length", "100000", "--max-message-bytes", "33554432");
        using var http = new HttpClient { BaseAddress = service.AddressOf("REST") };
        foreach (var version in Enumerable.Range(0, 60))
        {
            var body = $$$"""{"name":"large","version":"{{{version}}}","framework":"onnx","metadata":{"m":"{{{new string('m', 90_000)}}}"}}""";
            (await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", body)).Status.ShouldBe(201);
        }

        // More than the 4 MiB that a message may have by default.
        (await http.SendJsonAsync(HttpMethod.Get, "/api/v1/models?limit=100")).Body!["models"]!.AsArray().Count.ShouldBe(60);
    }

    [Fact]
    public async Task AConfigFile_IsRead()
    {
        var config = Path.Combine(_folder.Path, "maas.json");
        await File.WriteAllTextAsync(config, """{"http_port": 0, "grpc_port": 0, "admin_port": 0, "frameworks": ["jax"]}""", TestContext.Current.CancellationToken);
        await using var service = await ServiceProcessUnderTest.StartAsync("maas", "serve", "--config", config, "--data", Path.Combine(_folder.Path, "data"));
        using var http = new HttpClient { BaseAddress = service.AddressOf("REST") };

        var reply = await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", """{"name":"n","version":"1","framework":"jax"}""");

        reply.Status.ShouldBe(201);
    }

    private static async Task FailsWithOneLineAsync(string expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await ServiceProcessUnderTest.RunAsync("maas", ["serve", .. arguments]);

        exitCode.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.Split('\n').Where(line => !line.Contains("\"LogLevel\":\"Information\"", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldStartWith("maas: ");
        errors.ShouldContain(expected);
    }

    private static void SetSchemaVersion(string database, int version)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}");
        command.ExecuteNonQuery();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Maas.Testing;

/// <summary>
/// A throw-away PostgreSQL server on 127.0.0.1, durable as one in production is. It ends with <see cref="DisposeAsync"/>, and by
/// itself when the process that started it ends, however that ends.
/// </summary>
/// <remarks>
/// The server's parent is a shell that reads a pipe from this process, and stops the server when the pipe closes. A parent death
/// signal would not do: it is sent when the thread that started the child ends, and the thread pool ends threads at will.
/// </remarks>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "postgres";
    private const string Password = "test-secret";

    // "$1" is the log, the rest the server's command. A line that is written names the signal to stop it with; the pipe's end
    // means QUIT. The background's input would be /dev/null, were it not named.
    private const string Watch = """
        exec 3<&0
        log=$1; shift
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        server=$!
        { read -r signal <&3 || signal=QUIT; kill -$signal $server; } &
        reader=$!
        wait $server
        kill $reader 2>/dev/null
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly PostgresPrograms _programs;
    private readonly string _folder;
    private readonly string[] _settings;
    private Process? _process;
    private int _databases;

    private PostgresCluster(PostgresPrograms programs, string folder, string[] settings)
    {
        _programs = programs;
        _folder = folder;
        _settings = settings;
    }

    /// <summary>The port on 127.0.0.1; stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The folder of the Unix socket.</summary>
    public string SocketFolder => _folder;

    private string DataFolder => Path.Combine(_folder, "data");

    private string LogPath => Path.Combine(_folder, "server.log");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="settings">Settings of the server, such as <c>wal_level=replica</c>.</param>
    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var programs = PostgresPrograms.Find();
        var cluster = new PostgresCluster(programs, Directory.CreateTempSubdirectory("maas-pg-").FullName, settings);
        try
        {
            await cluster.InitializeAsync(cancellationToken);
            await cluster.LaunchOnAFreePortAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to reach a database of the cluster as its superuser, in Npgsql's keywords.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(), Port = Port, Username = User, Password = Password, Database = database,
    }.ConnectionString;

    /// <summary>Makes an empty database of a name that no other has.</summary>
    /// <returns>How to reach it.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>Runs a statement in the database <c>postgres</c>.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(ConnectionString("postgres"), sql, cancellationToken);

    /// <summary>Runs statements in a database.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads one value from a database.</summary>
    public static async Task<T> ScalarAsync<T>(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Starts the server where it does not run; the data are those that it was left with.</summary>
    public async Task LaunchAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);

        // The processes of a server that was killed take a moment to notice, and a new one refuses to start beside them.
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            await StopAsync(CancellationToken.None);
            _process = PostgresPrograms.Start(
                ["sh", "-c", Watch, "sh", LogPath, _programs.PathOf("postgres"), "-D", DataFolder, .. ServerSettings()], _folder);
        }
        while (!await AnswersAsync(limit.Token));
    }

    /// <summary>Stops the server as an operator does, which ends every connection, and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _process!.StandardInput.WriteLineAsync("INT".AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
        await LaunchAsync(cancellationToken);
    }

    /// <summary>kill -9 of the server's first process; the others notice and end.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        using (var server = Process.GetProcessById(ServerId()))
        {
            server.Kill();
        }

        await _process!.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
    }

    /// <summary>Stops the server at once, as the end of this process would.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
            _process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, Password + "\n", cancellationToken);
        await PostgresPrograms.HandOverAsync(_folder, cancellationToken);
        await _programs.RunAsync(
            "initdb",
            [
                "-D", DataFolder, "--username", User, "--pwfile", password, "--auth-host=scram-sha-256", "--auth-local=trust",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
            ],
            _folder,
            cancellationToken);
    }

    // Another program may take the port between the look and the start.
    private async Task LaunchOnAFreePortAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            try
            {
                await LaunchAsync(cancellationToken);
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await StopAsync(CancellationToken.None);
            }
        }
    }

    private IEnumerable<string> ServerSettings() =>
        new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"port={Port}"), "listen_addresses=127.0.0.1", $"unix_socket_directories={_folder}",
            "fsync=on", "max_connections=200",
        }.Concat(_settings).SelectMany(setting => new[] { "-c", setting });

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var ended = _process!.WaitForExitAsync(cancellationToken);
        while (true)
        {
            try
            {
                await (await OpenAsync(ConnectionString("postgres"), cancellationToken)).DisposeAsync();
                return true;
            }
            catch (NpgsqlException) when (!ended.IsCompleted)
            {
                await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (NpgsqlException)
            {
                var log = await File.ReadAllTextAsync(LogPath, cancellationToken);
                return log.TrimEnd().Split('\n').TakeLast(3).Any(line => line.Contains("still in use", StringComparison.Ordinal))
                    ? false
                    : throw new InvalidOperationException($"PostgreSQL did not start: {log}");
            }
        }
    }

    private int ServerId() =>
        int.Parse(File.ReadLines(Path.Combine(DataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Diagnostics;

namespace Maas.Testing;

/// <summary>Where PostgreSQL's server programs are, and how they are started: the server refuses to run as root.</summary>
internal sealed class PostgresPrograms
{
    private const string Account = "postgres";

    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static PostgresPrograms Find() =>
        Candidates().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) is { } found
            ? new PostgresPrograms(found)
            : throw new InvalidOperationException(
                "PostgreSQL's server programs (initdb, postgres) are neither in /usr/lib/postgresql/*/bin nor on PATH; eng/test installs what the tests need.");

    public string PathOf(string program) => Path.Combine(_folder, program);

    /// <summary>Gives a folder to the account that the server runs as.</summary>
    public static async Task HandOverAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunToEndAsync("chown", [$"{Account}:", folder], folder, cancellationToken);
        }
    }

    public Task RunAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var (first, rest) = AsServer([PathOf(program), .. arguments]);
        return RunToEndAsync(first, rest, folder, cancellationToken);
    }

    public static Process Start(string[] command, string folder)
    {
        var (first, rest) = AsServer(command);
        return Process.Start(new ProcessStartInfo(first, rest) { WorkingDirectory = folder, RedirectStandardInput = true })!;
    }

    private static IEnumerable<string> Candidates()
    {
        const string debian = "/usr/lib/postgresql";
        var packaged = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(path => path, StringComparer.Ordinal).Select(path => Path.Combine(path, "bin"))
            : [];
        return packaged.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
    }

    // setpriv becomes the program, where su and runuser stay as a parent that has to be ended too.
    private static (string Program, string[] Arguments) AsServer(string[] command) => Environment.IsPrivilegedProcess
        ? ("setpriv", [$"--reuid={Account}", $"--regid={Account}", "--init-groups", "--", .. command])
        : (command[0], command[1..]);

    private static async Task RunToEndAsync(string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Tool.RunAsync(program, arguments, folder, cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with exit code {exitCode}: {output}");
        }
    }
}

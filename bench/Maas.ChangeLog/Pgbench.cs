using System.Globalization;
using System.Text.RegularExpressions;
using Maas.Testing;
using Npgsql;

namespace Maas.ChangeLog;

/// <summary>PostgreSQL's own load generator (https://www.postgresql.org/docs/current/pgbench.html), with a script of ours.</summary>
internal static partial class Pgbench
{
    /// <returns>Transactions a second.</returns>
    public static async Task<double> RunAsync(string script, string database, int clients, int seconds)
    {
        var server = new NpgsqlConnectionStringBuilder(database);
        var file = Path.Combine(Path.GetTempPath(), $"maas-bench-{Environment.ProcessId}-{script}");
        try
        {
            await WriteAsync(script, file);
            var (exitCode, output) = await Tool.RunAsync(
                "env",
                [
                    "PGOPTIONS=-c search_path=maas", $"PGPASSWORD={server.Password}", "pgbench", "--no-vacuum", "--protocol=prepared",
                    $"--client={clients}", "--jobs=2", $"--time={seconds}", $"--file={file}", $"--host={server.Host}", $"--port={server.Port}",
                    $"--username={server.Username}", server.Database!,
                ],
                Path.GetTempPath(),
                CancellationToken.None);
            return exitCode == 0 && Tps().Match(output) is { Success: true } tps
                ? double.Parse(tps.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"pgbench ended with exit code {exitCode}: {output}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task WriteAsync(string script, string file)
    {
        await using var resource = typeof(Pgbench).Assembly.GetManifestResourceStream($"Maas.ChangeLog.Pgbench.{script}")!;
        await using var target = File.Create(file);
        await resource.CopyToAsync(target);
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();
}

using System.Diagnostics;

namespace Maas.Bench.Processes;

/// <summary>Starts this program again, on one core of its own where the system has taskset.</summary>
internal static class Core
{
    public const int Server = 0;
    public const int Client = 1;

    /// <summary>Whichever the system likes.</summary>
    public const int Any = -1;

    private const string Taskset = "/usr/bin/taskset";

    /// <summary>Whether processes are kept to a core each. Without it, they also pay for being moved about.</summary>
    public static bool IsPinned { get; } = File.Exists(Taskset) && Environment.ProcessorCount > Client;

    public static ProcessStartInfo StartInfo(int core, IEnumerable<string> arguments)
    {
        List<string> command = IsPinned && core != Any ? [Taskset, "-c", $"{core}", .. Self(), .. arguments] : [.. Self(), .. arguments];
        return new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // On one core, .NET waits ten times longer before it compiles again what is called often: the same code in the
            // end, after half a minute under load.
            Environment = { ["DOTNET_TC_DelaySingleProcMultiplier"] = "1" },
        };
    }

    private static IEnumerable<string> Self()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(Core).Assembly.Location] : [program];
    }
}

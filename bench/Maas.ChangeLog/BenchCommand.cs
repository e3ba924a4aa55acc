using System.CommandLine;

namespace Maas.ChangeLog;

/// <summary>The command line. Without a command it measures; the commands are the processes that it measures.</summary>
internal static class BenchCommand
{
    public const string Registry = "registry";
    public const string CreateModels = "create";
    public const string Watch = "watch-all";

    private static readonly (string Name, Func<Plan, Task> Run)[] Parts =
    [
        ("writes", WritePart.RunAsync),
        ("watch", WatchPart.RunAsync),
    ];

    public static RootCommand Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only show that everything runs: the numbers say nothing." };
        var only = new Option<string?>("--only") { Description = "Measure one part." };
        only.AcceptOnlyFromAmong([.. Parts.Select(part => part.Name)]);

        var root = new RootCommand("Measures what the change log costs: writes beside pgbench and a loop of commits, and a thousand readers.")
        {
            quick,
            only,
        };
        root.SetAction(async (arguments, _) =>
        {
            var plan = arguments.GetValue(quick) ? Plan.Quick : Plan.Full;
            foreach (var part in Parts.Where(part => arguments.GetValue(only) is not { } name || part.Name == name))
            {
                await part.Run(plan);
            }
        });
        root.Subcommands.Add(Process(Registry, "database", RegistryProcess.RunAsync));
        root.Subcommands.Add(Process(CreateModels, "address", CreateProcess.RunAsync));
        root.Subcommands.Add(Process(Watch, "address", ReadProcess.RunAsync));
        return root;
    }

    private static Command Process(string name, string argument, Func<string, Task> run)
    {
        var value = new Argument<string>(argument);
        var command = new Command(name, "A process that is measured, or that puts load on one.") { value };
        command.Hidden = true;
        command.SetAction((arguments, _) => run(arguments.GetValue(value)!));
        return command;
    }
}

using System.CommandLine;
using Maas.Bench.Processes;
using Maas.Load.Calling;
using Maas.Load.Data;
using Maas.Load.Driving;
using Maas.Load.Serving;

namespace Maas.Load;

/// <summary>The command line. Without a command it measures; the commands are the processes that it measures.</summary>
internal static class LoadCommand
{
    public const string Registry = "registry";
    public const string Gateway = "gateway";
    public const string One = "one";
    public const string Drive = "drive";
    public const string Call = "call";

    private static readonly (string Name, Func<Plan, SeededFolder, Task> Run)[] Parts =
    [
        ("services", ServicePart.RunAsync),
        ("clients", ClientPart.RunAsync),
    ];

    public static RootCommand Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only show that everything runs: the numbers say nothing." };
        var only = new Option<string?>("--only") { Description = "Measure one part." };
        only.AcceptOnlyFromAmong([.. Parts.Select(part => part.Name)]);

        var root = new RootCommand("Measures our own services: gRPC beside REST, and REST by way of gRPC.") { quick, only };
        root.SetAction((arguments, _) => MeasureAsync(arguments.GetValue(quick) ? Plan.Quick : Plan.Full, arguments.GetValue(only)));
        foreach (var process in (Command[])[Served(Registry, ServerProcess.RegistryAsync), Served(One, ServerProcess.OneAsync), GatewayCommand(), DriveCommand(), CallCommand()])
        {
            process.Hidden = true;
            root.Subcommands.Add(process);
        }

        return root;
    }

    private static async Task MeasureAsync(Plan plan, string? only)
    {
        Console.WriteLine(Core.IsPinned
            ? "Servers on one core, clients on another."
            : "Processes are not kept to a core (that takes taskset and two cores): expect more noise.");
        using var folder = await SeededFolder.CreateAsync(plan.Models);
        foreach (var part in Parts.Where(part => only is null || part.Name == only))
        {
            await part.Run(plan, folder);
        }
    }

    private static Command Served(string name, Func<StoreKind, string, Task> run)
    {
        var store = new Argument<StoreKind>("store");
        var folder = new Argument<string>("folder");
        var command = new Command(name, "A server that is measured.") { store, folder };
        command.SetAction((arguments, _) => run(arguments.GetValue(store), arguments.GetValue(folder)!));
        return command;
    }

    private static Command GatewayCommand()
    {
        var registry = new Argument<string>("registry");
        var gateway = new Command(Gateway, "A gateway that is measured.") { registry };
        gateway.SetAction((arguments, _) => ServerProcess.GatewayAsync(arguments.GetValue(registry)!));
        return gateway;
    }

    private static Command DriveCommand()
    {
        var drive = new Command(Drive, "What puts load on servers.");
        drive.SetAction((_, _) => DriverProcess.RunAsync());
        return drive;
    }

    private static Command CallCommand()
    {
        var way = new Argument<Way>("way");
        var address = new Argument<string>("address");
        var call = new Command(Call, "A client that is measured.") { way, address };
        call.SetAction((arguments, _) => ClientProcess.RunAsync(arguments.GetValue(way), arguments.GetValue(address)!));
        return call;
    }
}

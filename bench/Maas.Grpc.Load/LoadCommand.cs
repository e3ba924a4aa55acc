using System.CommandLine;
using Maas.Grpc.Load.Calling;
using Maas.Grpc.Load.Driving;
using Maas.Bench.Processes;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>The command line. Without a command it measures; the commands are the processes that it measures.</summary>
internal static class LoadCommand
{
    public const string Serve = "serve";
    public const string Drive = "drive";
    public const string Call = "call";

    private static readonly (string Name, Func<Plan, Task> Run)[] Parts =
    [
        ("server", ServerPart.RunAsync),
        ("client", ClientPart.RunAsync),
        ("streams", StreamPart.RunAsync),
    ];

    public static RootCommand Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only show that everything runs: the numbers say nothing." };
        var only = new Option<string?>("--only") { Description = "Measure one part." };
        only.AcceptOnlyFromAmong([.. Parts.Select(part => part.Name)]);

        var root = new RootCommand("Measures the gRPC runtime as whole processes, beside a floor in the same run.") { quick, only };
        root.SetAction((arguments, _) => MeasureAsync(arguments.GetValue(quick) ? Plan.Quick : Plan.Full, arguments.GetValue(only)));
        root.Subcommands.Add(ServeCommand());
        root.Subcommands.Add(DriveCommand());
        root.Subcommands.Add(CallCommand());
        return root;
    }

    private static async Task MeasureAsync(Plan plan, string? only)
    {
        Console.WriteLine(Core.IsPinned
            ? "Servers on one core, clients on another."
            : "Processes are not kept to a core (that takes taskset and two cores): expect more noise.");
        foreach (var part in Parts.Where(part => only is null || part.Name == only))
        {
            await part.Run(plan);
        }
    }

    private static Command ServeCommand()
    {
        var variant = new Argument<ServerVariant>("variant");
        var serve = new Command(Serve, "A server that is measured.") { variant };
        serve.Hidden = true;
        serve.SetAction((arguments, _) => ServerProcess.RunAsync(arguments.GetValue(variant)));
        return serve;
    }

    private static Command DriveCommand()
    {
        var drive = new Command(Drive, "What puts load on servers.") { Hidden = true };
        drive.SetAction((_, _) => DriverProcess.RunAsync());
        return drive;
    }

    private static Command CallCommand()
    {
        var variant = new Argument<CallerVariant>("variant");
        var address = new Argument<string>("address");
        var call = new Command(Call, "A client that is measured.") { variant, address };
        call.Hidden = true;
        call.SetAction((arguments, _) => CallerProcess.RunAsync(arguments.GetValue(variant), arguments.GetValue(address)!));
        return call;
    }
}

using System.Globalization;
using Maas.Grpc.Load.Calling;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>What a call costs a client beside SocketsHttpHandler that posts the same bytes, to the same server.</summary>
internal static class ClientPart
{
    private const double Target = 1.45;

    private const int InFlight = 64;

    // With more, the handler asks the shared pool for more buffers of 16 kB than it keeps on one core, and allocates the rest:
    // some 25 kB a call, beside which nothing else can be told apart.
    private const int InFlightForAllocations = 8;

    public static async Task RunAsync(Plan plan)
    {
        await using var server = await Child.StartAsync(Core.Server, LoadCommand.Serve, nameof(ServerVariant.Floor));
        await using var bare = await Child.StartAsync(Core.Client, LoadCommand.Call, nameof(CallerVariant.Bare), server.Greeting);
        await using var stub = await Child.StartAsync(Core.Client, LoadCommand.Call, nameof(CallerVariant.Stub), server.Greeting);

        foreach (var client in (Child[])[bare, stub])
        {
            await client.WarmUpAsync(() => CallAsync(client, plan.ClientCalls, InFlight), plan.WarmUpRuns);
        }

        var (floor, runtime) = await MeasureAsync(plan, bare, stub, InFlight);
        var (floorFew, runtimeFew) = await MeasureAsync(plan, bare, stub, InFlightForAllocations);
        var messages = double.Parse(await stub.AskAsync(CallerProcess.Messages), CultureInfo.InvariantCulture);

        var report = new Report("client, a call", "floor", "runtime", "ratio (quartiles)", "target", "allocated beside floor and messages", "target");
        report.Add(
            $"get, {ModelCall.Get.Response.Length} bytes, {InFlight} in flight",
            Report.Microseconds(floor.Cpu),
            Report.Microseconds(runtime.Cpu),
            runtime.CpuBeside(floor).ToString(),
            Report.AtMost(Target),
            Report.Bytes(runtimeFew.Allocated - floorFew.Allocated - messages),
            "–");
        report.Print();
    }

    private static async Task<(Rounds Floor, Rounds Runtime)> MeasureAsync(Plan plan, Child bare, Child stub, int inFlight)
    {
        var floor = new Rounds(plan.ClientCalls);
        var runtime = new Rounds(plan.ClientCalls);
        (Child Client, Rounds Rounds)[] variants = [(bare, floor), (stub, runtime)];
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var (client, rounds) in Turns.Of(variants, round))
            {
                await rounds.MeasureAsync(client, () => CallAsync(client, plan.ClientCalls, inFlight));
            }
        }

        return (floor, runtime);
    }

    private static Task<string> CallAsync(Child client, int calls, int inFlight) =>
        client.AskAsync($"{CallerProcess.Get} {calls} {inFlight}");
}

using System.Globalization;
using Maas.Grpc.Load.Calling;
using Maas.Grpc.Load.Measuring;
using Maas.Grpc.Load.Processes;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>What a call costs a client beside SocketsHttpHandler that posts the same bytes, to the same server.</summary>
internal static class ClientPart
{
    private const double Target = 1.45;

    public static async Task RunAsync(Plan plan)
    {
        await using var server = await Child.StartAsync(Core.Server, LoadCommand.Serve, nameof(ServerVariant.Floor));
        await using var bare = await Child.StartAsync(Core.Client, LoadCommand.Call, nameof(CallerVariant.Bare), server.Greeting);
        await using var stub = await Child.StartAsync(Core.Client, LoadCommand.Call, nameof(CallerVariant.Stub), server.Greeting);

        var floor = new Rounds(plan.ClientCalls);
        var runtime = new Rounds(plan.ClientCalls);
        (Child Client, Rounds Rounds)[] variants = [(bare, floor), (stub, runtime)];
        foreach (var (client, _) in variants)
        {
            await client.WarmUpAsync(() => client.AskAsync($"{CallerProcess.Get} {plan.ClientCalls}"), plan.WarmUpRuns);
        }

        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var (client, rounds) in Turns.Of(variants, round))
            {
                await rounds.MeasureAsync(client, () => client.AskAsync($"{CallerProcess.Get} {plan.ClientCalls}"));
            }
        }

        var messages = double.Parse(await stub.AskAsync(CallerProcess.Messages), CultureInfo.InvariantCulture);
        var report = new Report("client, a call", "floor", "runtime", "ratio (quartiles)", "target", "allocated beside floor and messages", "target");
        report.Add(
            $"get, {ModelCall.Get.Response.Length} bytes, {CallerProcess.InFlight} in flight",
            Report.Microseconds(floor.Cpu),
            Report.Microseconds(runtime.Cpu),
            runtime.CpuBeside(floor).ToString(),
            Report.AtMost(Target),
            Report.Bytes(runtime.Allocated - floor.Allocated - messages),
            "< 1024 B");
        report.Print();
    }
}

using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>What a call costs a server beside the bare endpoint that answers the same bytes.</summary>
internal static class ServerPart
{
    private static readonly Dictionary<(ServerVariant, ModelCall), double> Targets = new()
    {
        [(ServerVariant.Stock, ModelCall.Get)] = 1.5,
        [(ServerVariant.Kept, ModelCall.Get)] = 1.25,
        [(ServerVariant.Stock, ModelCall.List)] = 3.3,
        [(ServerVariant.Kept, ModelCall.List)] = 1.5,
    };

    public static async Task RunAsync(Plan plan)
    {
        await using var driver = await Child.StartAsync(Core.Client, LoadCommand.Drive);
        await using var floor = await ServedVariant.StartAsync(ServerVariant.Floor, driver);
        await using var stock = await ServedVariant.StartAsync(ServerVariant.Stock, driver);
        await using var kept = await ServedVariant.StartAsync(ServerVariant.Kept, driver);

        var report = new Report("server, a call", "floor", "runtime", "ratio (quartiles)", "target", "allocated beside floor and messages", "target");
        await MeasureAsync(ModelCall.Get, plan.Gets);
        await MeasureAsync(ModelCall.List, plan.Lists);
        report.Print();

        async Task MeasureAsync(ModelCall call, int calls)
        {
            ServedVariant[] variants = [floor, stock, kept];
            foreach (var variant in variants)
            {
                await variant.WarmUpAsync(call, calls, plan.WarmUpRuns);
            }

            for (var round = 0; round < plan.Rounds; round++)
            {
                foreach (var variant in Turns.Of(variants, round))
                {
                    await variant.MeasureAsync(call, calls);
                }
            }

            await AddAsync(call, stock, "stock stubs");
            await AddAsync(call, kept, "models kept encoded");
        }

        async Task AddAsync(ModelCall call, ServedVariant variant, string name)
        {
            var beside = variant.Rounds.Allocated - floor.Rounds.Allocated - await variant.MessageCostAsync(call);
            report.Add(
                string.Create(CultureInfo.InvariantCulture, $"{call.Name}, {call.Response.Length} bytes, {name}"),
                Report.Microseconds(floor.Rounds.Cpu),
                Report.Microseconds(variant.Rounds.Cpu),
                variant.Rounds.CpuBeside(floor.Rounds).ToString(),
                Report.AtMost(Targets[(variant.Variant, call)]),
                Report.Bytes(beside),
                "< 1024 B");
        }
    }
}

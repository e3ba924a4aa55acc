using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Load.Data;

namespace Maas.Load;

/// <summary>The same calls by every way, from the same models: in memory, and in SQLite.</summary>
internal static class ServicePart
{
    private static readonly (Way Way, int InFlight)[] Variants =
        [.. Enum.GetValues<Way>().SelectMany(way => (IEnumerable<(Way, int)>)[(way, Plan.InFlight), (way, 1)])];

    public static async Task RunAsync(Plan plan, SeededFolder folder)
    {
        await using var driver = await Child.StartAsync(Core.Client, LoadCommand.Drive);
        var inMemory = await RunAsync(StoreKind.Memory, plan, folder, driver);
        var inSqlite = await RunAsync(StoreKind.Sqlite, plan, folder, driver);

        var share = new Report("gRPC's CPU, a call", "models in memory", "models in SQLite", "share of SQLite and its rows");
        foreach (var call in ModelCall.All)
        {
            var (memory, sqlite) = (inMemory[call], inSqlite[call]);
            share.Add(
                call.Name,
                Report.Microseconds(memory),
                Report.Microseconds(sqlite),
                string.Create(CultureInfo.InvariantCulture, $"{(1 - (memory / sqlite)) * 100:0} %"));
        }

        share.Print();
    }

    /// <returns>The CPU time of each call by gRPC.</returns>
    private static async Task<Dictionary<ModelCall, double>> RunAsync(StoreKind store, Plan plan, SeededFolder folder, Child driver)
    {
        await using var servers = await Servers.StartAsync(store, folder);
        var report = new ServiceReport(store);
        var cpu = new Dictionary<ModelCall, double>();
        foreach (var call in ModelCall.All)
        {
            var served = new ServedCall(plan, driver, servers, call, folder.ModelId);
            await served.PrepareAsync();
            for (var round = 0; round < plan.Rounds; round++)
            {
                foreach (var (way, inFlight) in Turns.Of(Variants, round))
                {
                    await served.MeasureAsync(way, inFlight);
                }
            }

            report.Add(served);
            cpu[call] = served[Way.Grpc, Plan.InFlight].Cpu;
        }

        report.Print();
        return cpu;
    }
}

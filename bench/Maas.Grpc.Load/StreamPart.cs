using System.Globalization;
using Maas.Grpc.Load.Calling;
using Maas.Grpc.Load.Measuring;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>What a message of a stream costs both sides, beside a bare endpoint and a bare handler that stream the same bytes.</summary>
internal static class StreamPart
{
    private static readonly int[] Sizes = [100, 4096];

    private static readonly string[] Kinds = [CallerProcess.Download, CallerProcess.Upload, CallerProcess.PingPong];

    public static async Task RunAsync(Plan plan)
    {
        await using var floor = await StreamPair.StartAsync(ServerVariant.Floor, CallerVariant.Bare);
        await using var runtime = await StreamPair.StartAsync(ServerVariant.Stock, CallerVariant.Stub);

        var report = new Report(
            "one stream, a message", "messages a second", "of the floor's", "server's CPU", "ratio", "client's CPU", "ratio", "allocated beside floor, server", "client");
        foreach (var kind in Kinds)
        {
            foreach (var size in Sizes)
            {
                await MeasureAsync(kind, size, kind == CallerProcess.PingPong ? plan.PingPongs : plan.Chunks);
            }
        }

        report.Print();

        async Task MeasureAsync(string kind, int size, int chunks)
        {
            StreamPair[] pairs = [floor, runtime];
            foreach (var pair in pairs)
            {
                await pair.WarmUpAsync(kind, size, chunks, plan.WarmUpRuns);
            }

            for (var round = 0; round < plan.StreamRounds; round++)
            {
                foreach (var pair in Turns.Of(pairs, round))
                {
                    await pair.MeasureAsync(kind, size, chunks);
                }
            }

            report.Add(
                $"{kind}, {size} bytes",
                runtime.MessagesPerSecond.Median.ToString("N0", CultureInfo.InvariantCulture),
                runtime.RateBeside(floor).ToString(),
                Report.Microseconds(runtime.Server.Cpu),
                runtime.Server.CpuBeside(floor.Server).ToString(),
                Report.Microseconds(runtime.Client.Cpu),
                runtime.Client.CpuBeside(floor.Client).ToString(),
                Report.Bytes(runtime.Server.Allocated - floor.Server.Allocated),
                Report.Bytes(runtime.Client.Allocated - floor.Client.Allocated));
        }
    }
}

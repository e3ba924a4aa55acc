using System.Globalization;
using Google.Protobuf;
using Maas.Grpc.Load.Calling;
using Maas.Bench.Measuring;
using Maas.Grpc.Load.Protos;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>What a message of a stream costs both sides, beside a bare endpoint and a bare handler that stream the same bytes.</summary>
internal static class StreamPart
{
    // As many messages a round as take some tenths of a second.
    private static readonly (string Kind, int Size, int Chunks)[] Cases =
    [
        (CallerProcess.Download, 100, 400_000),
        (CallerProcess.Download, 4096, 20_000),
        (CallerProcess.Upload, 100, 20_000),
        (CallerProcess.Upload, 4096, 20_000),
        (CallerProcess.PingPong, 100, 5_000),
        (CallerProcess.PingPong, 4096, 5_000),
    ];

    public static async Task RunAsync(Plan plan)
    {
        await using var floor = await StreamPair.StartAsync(ServerVariant.Floor, CallerVariant.Bare);
        await using var runtime = await StreamPair.StartAsync(ServerVariant.Stock, CallerVariant.Stub);

        var report = new Report(
            "one stream, a message",
            "messages a second",
            "ratio (quartiles)",
            "server's CPU",
            "ratio (quartiles)",
            "client's CPU",
            "ratio (quartiles)",
            "allocated beside floor and message, server",
            "client");
        foreach (var (kind, size, chunks) in Cases)
        {
            await MeasureAsync([floor, runtime], kind, size, chunks / plan.StreamDivisor, plan);
            var message = MessageCost(size);
            report.Add(
                $"{kind}, {size} bytes",
                runtime.MessagesPerSecond.Median.ToString("N0", CultureInfo.InvariantCulture),
                runtime.RateBeside(floor).ToString(),
                Report.Microseconds(runtime.Server.Cpu),
                runtime.Server.CpuBeside(floor.Server).ToString(),
                Report.Microseconds(runtime.Client.Cpu),
                runtime.Client.CpuBeside(floor.Client).ToString(),
                Report.Bytes(runtime.Server.Allocated - floor.Server.Allocated - (kind == CallerProcess.Download ? 0 : message)),
                Report.Bytes(runtime.Client.Allocated - floor.Client.Allocated - (kind == CallerProcess.Upload ? 0 : message)));
        }

        report.Print();
    }

    private static async Task MeasureAsync(StreamPair[] pairs, string kind, int size, int chunks, Plan plan)
    {
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
    }

    // What a side that reads allocates for a message itself. Those who write send the same one again and again.
    private static double MessageCost(int size)
    {
        var bytes = new Chunk { Payload = ByteString.CopyFrom(new byte[size]) }.ToByteArray();
        return Allocation.Of(() => Chunk.Parser.ParseFrom(bytes.AsSpan()));
    }
}

using System.Globalization;
using Maas.Bench.Measuring;

namespace Maas.Load;

/// <summary>The tables of one store.</summary>
internal sealed class ServiceReport(StoreKind store)
{
    private readonly Report _ways = new(
        $"models in {NameOf(store)}", "way", "requests/s", "gRPC has times as many", "CPU", "times gRPC's", "core busy", "bytes out", "bytes in", "alone, median", "alone, p99");

    private readonly Report _chain = new(
        $"models in {NameOf(store)}", "in flight", "one process: requests/s", "CPU", "median", "p99", "by gRPC: requests/s", "CPU", "median", "p99", "requests/s, ratio", "CPU, ratio", "median, ratio");

    public void Add(ServedCall measured)
    {
        var grpc = measured[Way.Grpc, Plan.InFlight];
        foreach (var way in Enum.GetValues<Way>())
        {
            var (full, alone) = (measured[way, Plan.InFlight], measured[way, 1]);
            _ways.Add(
                measured.Call.Name,
                NameOf(way),
                Rate(full),
                way == Way.Grpc ? "" : grpc.RateBeside(full).ToString(),
                Report.Microseconds(full.Cpu),
                way == Way.Grpc ? "" : full.CpuBeside(grpc).ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{full.Busy:0.00}"),
                Report.Bytes(full.Sent),
                Report.Bytes(full.Received),
                Whole(alone.Median),
                Whole(alone.Slow));
        }

        foreach (var inFlight in (int[])[1, Plan.InFlight])
        {
            var (one, chain) = (measured[Way.Json1, inFlight], measured[Way.Chain, inFlight]);
            _chain.Add(
                [
                    measured.Call.Name, inFlight.ToString(CultureInfo.InvariantCulture),
                    .. Cells(one), .. Cells(chain),
                    chain.RateBeside(one).ToString(), chain.CpuBeside(one).ToString(), chain.MedianBeside(one).ToString(),
                ]);
        }
    }

    public void Print()
    {
        _ways.Print();
        _chain.Print();
    }

    private static string[] Cells(Measured measured) =>
        [Rate(measured), Report.Microseconds(measured.Cpu), Whole(measured.Median), Whole(measured.Slow)];

    private static string NameOf(StoreKind store) => store == StoreKind.Memory ? "memory" : "SQLite";

    private static string NameOf(Way way) => way switch
    {
        Way.Grpc => "gRPC",
        Way.Json2 => "JSON, HTTP/2",
        Way.Json1 => "JSON, HTTP/1.1",
        _ => "JSON, HTTP/1.1 → gRPC",
    };

    private static string Rate(Measured measured) => string.Create(CultureInfo.InvariantCulture, $"{measured.Rate:#,0}");

    private static string Whole(double microseconds) => string.Create(CultureInfo.InvariantCulture, $"{microseconds:#,0} µs");
}

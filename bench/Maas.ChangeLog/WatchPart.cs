using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Testing;

namespace Maas.ChangeLog;

/// <summary>What readers of the change log cost those who write: one who waits for each answer, and sixty-four.</summary>
internal static class WatchPart
{
    // Whose changes are none of the readers'.
    private const string Nobody = "nobody-has-this-name";

    public static async Task RunAsync(Plan plan)
    {
        using var folder = new TemporaryFolder();
        await using var server = await Child.StartAsync(Core.Any, BenchCommand.Registry, folder.File("registry.db"));
        await using var clients = await Child.StartAsync(Core.Any, BenchCommand.CreateModels, server.Greeting);
        await using var readers = await Child.StartAsync(Core.Any, BenchCommand.Watch, server.Greeting);
        await server.WarmUpAsync(() => RateAsync(Plan.Clients, 2_000), 20);

        foreach (var writers in new[] { 1, Plan.Clients })
        {
            await RunAsync(plan, writers, server, readers, calls => RateAsync(writers, calls));
        }

        async Task<double> RateAsync(int writers, int calls) => double.Parse(
            await clients.AskAsync(string.Create(CultureInfo.InvariantCulture, $"{writers} {calls}")), CultureInfo.InvariantCulture);
    }

    private static async Task RunAsync(Plan plan, int writers, Child server, Child readers, Func<int, Task<double>> create)
    {
        var calls = (int)(await create(1_000) * plan.Seconds);
        var nobody = new Readers("none", "", 0);
        Readers[] variants =
        [
            nobody,
            new($"{plan.Readers} of other models", Nobody, plan.Readers),
            new($"{plan.Readers} of every model", "*", plan.Readers),
            new("one that never reads", "", 1),
        ];
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var variant in Turns.Of(variants, round))
            {
                await MeasureAsync(variant, server, readers, calls, create);
            }
        }

        var report = new Report(
            $"readers, with {writers} writing", "models a second", "times without readers", "registry's CPU a model", "responses a reader and second");
        foreach (var variant in variants)
        {
            report.Add(
                variant.Name,
                string.Create(CultureInfo.InvariantCulture, $"{Spread.Of(variant.Rates).Median:0}"),
                Spread.Of(variant.Rates.Zip(nobody.Rates, (with, without) => with / without)).ToString(),
                Report.Microseconds(Spread.Of(variant.Cpu).Median),
                string.Create(CultureInfo.InvariantCulture, $"{Spread.Of(variant.Responses).Median:0.0}"));
        }

        report.Print();
    }

    private static async Task MeasureAsync(Readers variant, Child server, Child readers, int calls, Func<int, Task<double>> create)
    {
        using var silent = variant is { Name: "one that never reads" } ? new SilentReader(server.Greeting) : null;
        if (silent is null && variant.Count > 0)
        {
            await readers.AskAsync(string.Create(CultureInfo.InvariantCulture, $"open {variant.Count} {variant.Watched}"));
        }

        var framesBefore = await FramesAsync();
        var before = await server.UsageAsync();
        var rate = await create(calls);
        variant.Rates.Add(rate);
        variant.Cpu.Add((await server.UsageAsync() - before).Cpu.TotalMicroseconds / calls);
        variant.Responses.Add((await FramesAsync() - framesBefore) / (double)Math.Max(variant.Count, 1) / (calls / rate));
        await readers.AskAsync("close");

        async Task<long> FramesAsync() => long.Parse(await readers.AskAsync("frames"), CultureInfo.InvariantCulture);
    }

    private sealed record Readers(string Name, string Watched, int Count)
    {
        public List<double> Rates { get; } = [];

        public List<double> Cpu { get; } = [];

        public List<double> Responses { get; } = [];
    }
}

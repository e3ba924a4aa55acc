using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Testing;

namespace Maas.ChangeLog;

/// <summary>What readers of the change log cost those who write.</summary>
internal static class WatchPart
{
    // Whose changes are none of the readers'.
    private const string Nobody = "nobody-has-this-name";

    // What a registry that many look at may well have; at full speed, a thousand readers of everything are a matter of bytes alone.
    private const int Pace = 50;

    public static async Task RunAsync(Plan plan)
    {
        using var folder = new TemporaryFolder();
        await using var server = await Child.StartAsync(Core.Any, BenchCommand.Registry, folder.File("registry.db"));
        await using var clients = await Child.StartAsync(Core.Any, BenchCommand.CreateModels, server.Greeting);
        await using var readers = await Child.StartAsync(Core.Any, BenchCommand.Watch, server.Greeting);
        await server.WarmUpAsync(() => AskAsync($"{Plan.Clients} 2000"), 20);

        var calls = (int)(await AskAsync("1 1000") * plan.Seconds);
        await RunAsync(plan, server, readers, "one writes at full speed", "models a second", calls, () => AskAsync($"1 {calls}"));
        calls = (int)(await AskAsync($"{Plan.Clients} 2000") * plan.Seconds);
        await RunAsync(plan, server, readers, $"{Plan.Clients} write at full speed", "models a second", calls, () => AskAsync($"{Plan.Clients} {calls}"));
        calls = Pace * plan.Seconds;
        await RunAsync(plan, server, readers, $"one writes {Pace} models a second", "µs a create, median", calls, () => AskAsync($"paced {calls} {Pace}"));

        async Task<double> AskAsync(string question) => double.Parse(await clients.AskAsync(question), CultureInfo.InvariantCulture);
    }

    private static async Task RunAsync(Plan plan, Child server, Child readers, string what, string unit, int calls, Func<Task<double>> write)
    {
        var nobody = new Readers("no readers", "", 0);
        var silent = new Readers("one that never reads", "", 1);
        Readers[] variants =
        [
            nobody,
            new($"{plan.Readers}, none of whose models change", Nobody, plan.Readers),
            new($"{plan.Readers} of every model", "*", plan.Readers),
            silent,
        ];
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var variant in Turns.Of(variants, round))
            {
                using var stuck = variant == silent ? new SilentReader(server.Greeting) : null;
                if (variant.Watched.Length > 0)
                {
                    await readers.AskAsync(string.Create(CultureInfo.InvariantCulture, $"open {variant.Count} {variant.Watched}"));
                }

                await MeasureAsync(variant, server, readers, calls, write);
                await readers.AskAsync("close");
            }
        }

        var report = new Report(what, unit, "times without readers", "registry's CPU a model", "responses a reader");
        foreach (var variant in variants)
        {
            report.Add(
                variant.Name,
                string.Create(CultureInfo.InvariantCulture, $"{Spread.Of(variant.Results).Median:0}"),
                Spread.Of(variant.Results.Zip(nobody.Results, (with, without) => with / without)).ToString(),
                Report.Microseconds(Spread.Of(variant.Cpu).Median),
                string.Create(CultureInfo.InvariantCulture, $"{Spread.Of(variant.Responses).Median:0.0}"));
        }

        report.Print();
    }

    private static async Task MeasureAsync(Readers variant, Child server, Child readers, int calls, Func<Task<double>> write)
    {
        var framesBefore = await FramesAsync();
        var before = await server.UsageAsync();
        variant.Results.Add(await write());
        variant.Cpu.Add((await server.UsageAsync() - before).Cpu.TotalMicroseconds / calls);
        variant.Responses.Add((await FramesAsync() - framesBefore) / (double)Math.Max(variant.Count, 1));

        async Task<long> FramesAsync() => long.Parse(await readers.AskAsync("frames"), CultureInfo.InvariantCulture);
    }

    private sealed record Readers(string Name, string Watched, int Count)
    {
        public List<double> Results { get; } = [];

        public List<double> Cpu { get; } = [];

        public List<double> Responses { get; } = [];
    }
}

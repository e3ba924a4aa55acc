using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Testing;

namespace Maas.ChangeLog;

/// <summary>Clients that register models by gRPC, beside one durable transaction for each model.</summary>
internal static class WritePart
{
    // Calls that a load makes before its rate is known.
    private const int FirstCalls = 2_000;

    public static async Task RunAsync(Plan plan)
    {
        await using var cluster = await PostgresCluster.StartAsync(CancellationToken.None, "max_connections=300");
        using var folder = new TemporaryFolder();
        using var loop = await CommitLoop.OpenAsync(folder.File("loop"));
        await using var postgres = await Registry.StartAsync(await cluster.CreateDatabaseAsync(CancellationToken.None));
        await using var sqlite = await Registry.StartAsync(folder.File("registry.db"));

        // Of its own, with the tables that a registry makes.
        var bench = await cluster.CreateDatabaseAsync(CancellationToken.None);
        await (await Registry.StartAsync(bench)).DisposeAsync();
        await PostgresCluster.ExecuteAsync(bench, "CREATE SEQUENCE maas.bench_revision START 1000000000000", CancellationToken.None);

        await postgres.WarmUpAsync();
        await sqlite.WarmUpAsync();
        var loads = new Load[]
        {
            new("registry on PostgreSQL", () => postgres.CreateAsync(plan)),
            new("pgbench, with the counter", () => Pgbench.RunAsync("counter.sql", bench, Plan.Clients, plan.Seconds)),
            new("pgbench, no order of commits", () => Pgbench.RunAsync("sequence.sql", bench, Plan.Clients, plan.Seconds)),
            new("registry on SQLite", () => sqlite.CreateAsync(plan)),
            new("loop of commits on SQLite", () => Task.FromResult(loop.Run(plan.Seconds))),
        };
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var load in Turns.Of(loads, round))
            {
                load.Rates.Add(await load.Run());
            }
        }

        var report = new Report("models a second", "rate", "times: the registry beside it");
        Add(loads[0]);
        Add(loads[1], loads[0]);
        Add(loads[2], loads[0]);
        Add(loads[3]);
        Add(loads[4], loads[3]);
        report.Print();

        void Add(Load load, Load? registry = null) => report.Add(
            load.Name,
            string.Create(CultureInfo.InvariantCulture, $"{Spread.Of(load.Rates).Median:0}"),
            registry is null ? "" : Spread.Of(registry.Rates.Zip(load.Rates, (ours, theirs) => ours / theirs)).ToString());
    }

    private sealed record Load(string Name, Func<Task<double>> Run)
    {
        public List<double> Rates { get; } = [];
    }

    private sealed class Registry(Child server, Child clients) : IAsyncDisposable
    {
        private double _rate;

        public static async Task<Registry> StartAsync(string database)
        {
            var server = await Child.StartAsync(Core.Any, BenchCommand.Registry, database);
            return new Registry(server, await Child.StartAsync(Core.Any, BenchCommand.CreateModels, server.Greeting));
        }

        public async Task WarmUpAsync()
        {
            await server.WarmUpAsync(async () => _rate = await CreateAsync(FirstCalls), 20);
        }

        public async Task<double> CreateAsync(Plan plan) => _rate = await CreateAsync((int)(_rate * plan.Seconds));

        public async ValueTask DisposeAsync()
        {
            await clients.DisposeAsync();
            await server.DisposeAsync();
        }

        private async Task<double> CreateAsync(int calls) => double.Parse(
            await clients.AskAsync(string.Create(CultureInfo.InvariantCulture, $"{Plan.Clients} {calls}")), CultureInfo.InvariantCulture);
    }
}

using Maas.History.Systems;

namespace Maas.History.Faults;

/// <summary>Breaks the system at moments of chance, one thing at a time, and mends it.</summary>
internal sealed class Nemesis(SystemUnderTest system, Random random)
{
    private const int ShortestPause = 150;
    private const int LongestPause = 1_200;
    private const int LongestDelay = 1_500;
    private const int LongestDeath = 800;

    public FaultCounts Counts { get; } = new();

    /// <summary>Goes on until it is told to stop; nothing is broken any more when it ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await PauseAsync(random.Next(ShortestPause, LongestPause), stop);
            var replica = random.Next(system.Replicas.Count);
            await (random.Next(10) switch
            {
                < 3 => KillAsync(system.Replicas[replica]),
                < 5 => Cut(system.Replicas[replica].Proxy),
                < 7 => HoldUpAsync(system.Replicas[replica].Proxy, isDatabase: false),
                7 => EndConnectionsAsync(),
                8 => system.Store.ProxyOf(replica) is { } database ? Cut(database, isDatabase: true) : Cut(system.Replicas[replica].Proxy),
                _ => HoldUpAsync(system.Store.ProxyOf(replica) ?? system.Replicas[replica].Proxy, system.Store.ProxyOf(replica) is not null),
            });
        }
    }

    private async Task KillAsync(Replica replica)
    {
        await replica.KillAsync();
        Counts.Kills++;
        await PauseAsync(random.Next(LongestDeath), CancellationToken.None);
        await replica.StartAsync();
    }

    private Task Cut(CuttableProxy proxy, bool isDatabase = false)
    {
        var cut = proxy.Cut();
        if (isDatabase)
        {
            Counts.DatabaseCuts += cut;
        }
        else
        {
            Counts.Cuts += cut;
        }

        return Task.CompletedTask;
    }

    // A connection that is half open: what one side sends does not come, and perhaps never will.
    private async Task HoldUpAsync(CuttableProxy proxy, bool isDatabase)
    {
        Gate[] gates = random.Next(3) switch
        {
            0 => [proxy.ToTarget],
            1 => [proxy.FromTarget],
            _ => [proxy.ToTarget, proxy.FromTarget],
        };
        Array.ForEach(gates, gate => gate.Close());
        Counts.Delays++;
        await PauseAsync(random.Next(LongestDelay), CancellationToken.None);
        if (random.Next(2) == 0)
        {
            await Cut(proxy, isDatabase);
        }

        Array.ForEach(gates, gate => gate.Open());
    }

    private async Task EndConnectionsAsync() => Counts.DatabaseCuts += await system.Store.EndConnectionsAsync();

    private static async Task PauseAsync(int milliseconds, CancellationToken stop) =>
        await Task.Delay(milliseconds, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

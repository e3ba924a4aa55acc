using Maas.Contract;
using Maas.History.Checking;
using Maas.History.Driving;
using Maas.History.Faults;
using Maas.History.Recording;
using Maas.History.Systems;

namespace Maas.History;

/// <summary>Drives a system while it is broken, and checks what clients saw.</summary>
internal sealed class Round(RoundSettings settings, SystemUnderTest system)
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private const int MostStretch = 4;

    private readonly Recorder _recorder = new();
    private readonly HotModels _models = new();

    public static async Task<RoundResult> RunAsync(RoundSettings settings)
    {
        await using var system = await SystemUnderTest.StartAsync(settings.Store);
        return await new Round(settings, system).RunAsync();
    }

    private async Task<RoundResult> RunAsync()
    {
        using var connections = new Connections(system);
        var last = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var giveUp = new CancellationTokenSource();
        var watchers = Watchers(connections).Select(watcher => watcher.RunAsync(last.Task, giveUp.Token)).ToArray();
        var nemesis = new Nemesis(system, RandomOf(0));
        await DriveAsync(connections, nemesis);

        var newest = await ReadAllAsync(connections);
        last.SetResult(newest);
        giveUp.CancelAfter(CatchUp);
        var caughtUp = await Task.WhenAll(watchers);
        var log = await LogReader.ReadAsync(new GrpcWatchWay(connections.All[0]), newest);

        var history = _recorder.Finish();
        var violations = HistoryChecker.Check(history, log).ToList();
        if (log.Count < newest)
        {
            violations.Add(Violation.Of(Rule.LogIsWhole, $"{newest} was told as the newest revision, and a watch from 1 gave {log.Count} changes"));
        }

        violations.AddRange(caughtUp.Where(isThere => !isThere).Select(_ =>
            Violation.Of(Rule.StreamIsTheLog, $"a watcher did not come to revision {newest} in {CatchUp.TotalSeconds} s")));
        return new RoundResult(settings, _recorder.Counts, nemesis.Counts, newest, violations, [.. system.LoggedErrors]);
    }

    private async Task DriveAsync(Connections connections, Nemesis nemesis)
    {
        using var stop = new CancellationTokenSource();
        Task[] driving = [.. Clients(connections).Select(client => client.RunAsync(stop.Token)), nemesis.RunAsync(stop.Token)];
        await Task.WhenAny([Task.Delay(settings.Time), .. driving]);
        await UntilEnoughAsync(nemesis);
        await stop.CancelAsync();
        await Task.WhenAll(driving);
    }

    // A busy machine gets more time.
    private async Task UntilEnoughAsync(Nemesis nemesis)
    {
        var mostTicks = settings.Time.Ticks * MostStretch;
        while (_recorder.Now < mostTicks && Enough.Missing(settings.Time, _recorder.Counts, nemesis.Counts).Count > 0)
        {
            await Task.Delay(Glance);
        }
    }

    // When all is over: each page shows what is there in the end, and the newest revision.
    private async Task<long> ReadAllAsync(Connections connections)
    {
        var reader = Client("last reader", connections.All[^1], RandomOf(1));
        var newest = 0L;
        Model? after = null;
        for (var request = new ListModelsRequest { Limit = 100 }; ;)
        {
            // By the way that makes calls again, since connections that were held up have to be made anew.
            var operation = await reader.CallAsync(request, after);
            if (operation.Outcome is not Outcome.Answered { Reply: ListModelsResponse page, Revision: { } revision })
            {
                throw new InvalidOperationException($"What is there in the end cannot be read: {operation}");
            }

            newest = revision;
            foreach (var model in page.Models)
            {
                await reader.CallAsync(new GetModelRequest { Id = model.Id });
            }

            if (page.NextPageToken.Length == 0)
            {
                return newest;
            }

            after = page.Models[^1];
            request = new ListModelsRequest { Limit = 100, PageToken = page.NextPageToken };
        }
    }

    private IEnumerable<DrivenClient> Clients(Connections connections)
    {
        for (var number = 0; number < settings.GrpcClients; number++)
        {
            yield return Client($"client {number}", connections.All[number % connections.All.Count], RandomOf(10 + number), number);
        }

        for (var number = 0; number < settings.RestClients; number++)
        {
            var random = RandomOf(1_000 + number);
            yield return new DrivenClient(
                $"client {settings.GrpcClients + number}",
                new RestWay("REST", system.Http),
                new Workload(random, _models, settings.GrpcClients + number),
                _models,
                _recorder,
                random);
        }
    }

    private DrivenClient Client(string name, Connection connection, Random random, int number = -1) => new(
        name,
        new GrpcWay(connection.Name, connection.Invoker, connection.Repeats),
        new Workload(random, _models, number),
        _models,
        _recorder,
        random);

    private IEnumerable<Watcher> Watchers(Connections connections)
    {
        IWatchWay[] ways = [.. connections.All.Select(connection => new GrpcWatchWay(connection)), new SseWatchWay(system.Http)];
        for (var number = 0; number < settings.Watchers; number++)
        {
            var random = RandomOf(2_000 + number);
            yield return new Watcher($"watcher {number}", ways, WatchFilters.Of(number), _recorder, random);
        }
    }

    // Of its own for each: then what one does depends on the seed, not on the others.
    private Random RandomOf(int part) => new(HashCode.Combine(settings.Seed, part));
}

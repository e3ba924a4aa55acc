using System.CommandLine;
using Maas.History.Systems;

namespace Maas.History;

/// <summary>The command line.</summary>
internal static class HistoryCommand
{
    private const int Sound = 0;
    private const int RuleBroken = 1;
    private const int TooLittle = 2;

    // What a round remembers has to fit, and a fault is to be told soon.
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(1);

    public static RootCommand Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long to drive, in rounds of a minute at most.", DefaultValueFactory = _ => 1 };
        var store = new Option<StoreKind[]>("--store") { Description = "postgres or sqlite; both unless given.", DefaultValueFactory = _ => Enum.GetValues<StoreKind>() };
        var seed = new Option<int?>("--seed") { Description = "What chance goes by; each further round takes the next one. One by chance unless given." };
        var root = new RootCommand(
            "Drives registries with many clients while connections are cut and replicas are killed, and checks every answer against the change log."
            + " Ends with 0 where no rule is broken, with 1 where one is, and with 2 where too little happened to tell.")
        {
            minutes, store, seed,
        };
        root.SetAction((arguments, cancellationToken) => RunAsync(
            TimeSpan.FromMinutes(arguments.GetValue(minutes)),
            arguments.GetValue(store)!,
            arguments.GetValue(seed) ?? Random.Shared.Next(),
            cancellationToken));
        return root;
    }

    private static async Task<int> RunAsync(TimeSpan time, IReadOnlyList<StoreKind> stores, int seed, CancellationToken cancellationToken)
    {
        var rounds = Math.Max(1, (int)Math.Ceiling(time / LongestRound));
        var code = Sound;
        for (var round = 0; round < rounds && code == Sound && !cancellationToken.IsCancellationRequested; round++)
        {
            foreach (var store in stores.TakeWhile(_ => code == Sound))
            {
                var result = await Round.RunAsync(new RoundSettings { Store = store, Seed = seed + round, Time = time / rounds });
                RoundReport.Write(result, Console.Out);
                code = result.IsGood ? Sound : result.Violations.Count > 0 ? RuleBroken : TooLittle;
            }
        }

        return code;
    }
}

using Maas.History.Systems;

namespace Maas.History.Tests;

public class RoundTests
{
    // A busy machine takes four times as long, and starts and ends beside.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    /// <summary>The checker itself, for half a minute a store; <c>dotnet run --project tests/Maas.History</c> goes on for longer.</summary>
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Run_HalfAMinuteOfKillsAndCuts_BreaksNoRule(object store)
    {
        var settings = new RoundSettings { Store = (StoreKind)store, Seed = Random.Shared.Next(), Time = TimeSpan.FromSeconds(30) };
        TestContext.Current.SendDiagnosticMessage($"seed {settings.Seed}");

        var result = await Round.RunAsync(settings).WaitAsync(Limit, TestContext.Current.CancellationToken);

        using var report = new StringWriter();
        RoundReport.Write(result, report);
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        result.IsGood.ShouldBeTrue(report.ToString());
    }
}

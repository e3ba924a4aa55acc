using System.Globalization;
using Maas.Bench.Driving;
using Maas.Bench.Processes;

namespace Maas.Load;

/// <summary>One call to the servers of one store, with what was measured of it by every way.</summary>
internal sealed class ServedCall(Plan plan, Child driver, Servers servers, ModelCall call, string modelId)
{
    private readonly Dictionary<(Way, int), Measured> _measured = [];
    private ExpectedReply? _expected;

    public ModelCall Call => call;

    public Measured this[Way way, int inFlight] =>
        _measured.TryGetValue((way, inFlight), out var found) ? found : _measured[(way, inFlight)] = new Measured();

    /// <summary>Shows that every way answers the same, and runs it until its processes compile no more.</summary>
    public async Task PrepareAsync()
    {
        _expected = await ExpectedReply.ReadAsync(servers.AddressOf(Way.Grpc), call, modelId);
        foreach (var way in Enum.GetValues<Way>())
        {
            await _expected.CheckAsync(way, servers.AddressOf(way), call, modelId);
            foreach (var process in servers.ProcessesOf(way))
            {
                await process.WarmUpAsync(() => LoadAsync(way, Plan.InFlight), plan.WarmUpRuns);
            }
        }
    }

    public Task MeasureAsync(Way way, int inFlight) =>
        this[way, inFlight].MeasureAsync(servers.ProcessesOf(way), () => LoadAsync(way, inFlight));

    private async Task<LoadRun> LoadAsync(Way way, int inFlight)
    {
        var length = (_expected ?? throw new InvalidOperationException("The call is not prepared.")).LengthOf(way);
        return LoadRun.Parse(await driver.AskAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{way} {servers.AddressOf(way)} {call.Name} {modelId} {length} {plan.CallsOf(call, inFlight)} {inFlight}")));
    }
}

using System.Globalization;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>One of the servers that are compared, with what was measured of it.</summary>
internal sealed class ServedVariant : IAsyncDisposable
{
    private readonly Child _server;
    private readonly Child _driver;

    private ServedVariant(ServerVariant variant, Child server, Child driver)
    {
        Variant = variant;
        _server = server;
        _driver = driver;
    }

    public ServerVariant Variant { get; }

    public Rounds Rounds { get; private set; } = new(1);

    public static async Task<ServedVariant> StartAsync(ServerVariant variant, Child driver) =>
        new(variant, await Child.StartAsync(Core.Server, LoadCommand.Serve, variant.ToString()), driver);

    public async Task WarmUpAsync(ModelCall call, int calls, int mostRuns)
    {
        await FirstCall.CheckAsync(_server.Greeting, call);
        await _server.WarmUpAsync(() => DriveAsync(call, calls), mostRuns);
        Rounds = new Rounds(calls);
    }

    public Task MeasureAsync(ModelCall call, int calls) => Rounds.MeasureAsync(_server, () => DriveAsync(call, calls));

    public async Task<double> MessageCostAsync(ModelCall call) =>
        double.Parse(await _server.AskAsync($"{ServerProcess.Messages} {call.Name}"), CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task<string> DriveAsync(ModelCall call, int calls) => _driver.AskAsync($"run {_server.Greeting} {call.Name} {calls}");
}

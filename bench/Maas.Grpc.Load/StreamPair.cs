using System.Globalization;
using Maas.Grpc.Load.Calling;
using Maas.Bench.Measuring;
using Maas.Bench.Processes;
using Maas.Grpc.Load.Serving;

namespace Maas.Grpc.Load;

/// <summary>A server and a client that stream between them, with what was measured of both.</summary>
internal sealed class StreamPair : IAsyncDisposable
{
    private readonly Child _server;
    private readonly Child _client;
    private readonly List<double> _rates = [];

    private StreamPair(Child server, Child client)
    {
        _server = server;
        _client = client;
    }

    public Rounds Server { get; private set; } = new(1);

    public Rounds Client { get; private set; } = new(1);

    public Spread MessagesPerSecond => Spread.Of(_rates);

    public static async Task<StreamPair> StartAsync(ServerVariant served, CallerVariant called)
    {
        var server = await Child.StartAsync(Core.Server, LoadCommand.Serve, served.ToString());
        return new(server, await Child.StartAsync(Core.Client, LoadCommand.Call, called.ToString(), server.Greeting));
    }

    public async Task WarmUpAsync(string kind, int size, int chunks, int mostRuns)
    {
        await _client.WarmUpAsync(() => RunAsync(kind, size, chunks), mostRuns);
        _rates.Clear();
        (Server, Client) = (new Rounds(chunks), new Rounds(chunks));
    }

    public Task MeasureAsync(string kind, int size, int chunks) =>
        Server.MeasureAsync(_server, () => Client.MeasureAsync(_client, () => RunAsync(kind, size, chunks)));

    public Spread RateBeside(StreamPair other) => Spread.Of(_rates.Zip(other._rates, (mine, theirs) => mine / theirs));

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task RunAsync(string kind, int size, int chunks)
    {
        var ticks = await _client.AskAsync($"{kind} {chunks} {size}");
        _rates.Add(chunks / TimeSpan.FromTicks(long.Parse(ticks, CultureInfo.InvariantCulture)).TotalSeconds);
    }
}

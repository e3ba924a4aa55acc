using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Maas.Contract;

namespace Maas.SystemTests;

/// <summary>
/// Two registries on one database and behind one gateway, of which one is killed again and again.
/// </summary>
[Collection(SharedPostgres.Name)]
public sealed class FailoverTests(SharedPostgres postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rounds = 10;
    private const int Callers = 8;
    private const int Models = 30;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<string> _ids = [];
    private string _database = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.Cluster.CreateDatabaseAsync(Cancelled);
        await using var registry = await StartAsync(0, 0);
        using var channel = GrpcChannel.ForAddress(registry.AddressOf("gRPC"));
        var models = new ModelService.ModelServiceClient(channel);
        for (var index = 0; index < Models; index++)
        {
            var request = new CreateModelRequest { Name = $"model-{index}", Version = "1", Framework = "onnx", Metadata = { ["index"] = $"{index}" } };
            _ids.Add((await models.CreateModelAsync(request, cancellationToken: Cancelled)).Model.Id);
        }

        registry.Terminate();
        (await registry.WaitForExitAsync()).ShouldBe(0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ARegistryKilledAndStartedAgainTenTimesUnderLoad_NoIdempotentCallFailsAndBothServeAgain()
    {
        int[] ports = [FreePort(), FreePort(), FreePort(), FreePort()];
        ServiceProcessUnderTest[] registries =
        [
            await StartAsync(ports[0], ports[1]),
            await StartAsync(ports[2], ports[3]),
        ];
        await using var gateway = await ServiceProcessUnderTest.StartAsync(
            "Maas.ApiGateway",
            "--registry", $"http://127.0.0.1:{ports[0]}", "--registry", $"http://127.0.0.1:{ports[2]}", "--http-port", "0");
        using var http = new HttpClient { BaseAddress = gateway.AddressOf("REST") };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var calls = new CallCount();
        var callers = Enumerable.Range(0, Callers).Select(caller => CallAsync(http, caller, calls, stop.Token)).ToList();
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var victim = round % 2;
                await calls.GrowsAsync(100, callers);
                await registries[victim].KillAsync();
                await registries[victim].DisposeAsync();
                await calls.GrowsAsync(100, callers);

                registries[victim] = await StartAsync(ports[victim * 2], ports[(victim * 2) + 1]);
                var took = await ServedAgainAsync(registries[victim], calls, callers);
                await ShouldShareAsync(registries, calls, callers);
                output.WriteLine($"Round {round}: served again after {took.TotalMilliseconds:F0} ms, {calls.Value} calls so far.");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(callers);
            foreach (var registry in registries)
            {
                await registry.DisposeAsync();
            }
        }

        gateway.LoggedErrors.ShouldBeEmpty();
        await gateway.WaitForErrorLinesAsync(
            line => line.Contains($"127.0.0.1:{ports[0]} gets no calls", StringComparison.Ordinal),
            line => line.Contains($"127.0.0.1:{ports[2]} can be connected to again", StringComparison.Ordinal));
    }

    /// <summary>Calls one after another, each of those that are safe to make twice, and holds each answer to what it must be.</summary>
    private async Task CallAsync(HttpClient http, int caller, CallCount calls, CancellationToken stop)
    {
        for (var turn = caller; !stop.IsCancellationRequested; turn++)
        {
            var index = turn % Models;
            var path = $"/api/v1/models/{_ids[index]}";
            switch (turn % 4)
            {
                case 0:
                    (await AskAsync(http, HttpMethod.Get, path)).Text("name").ShouldBe($"model-{index}");
                    break;
                case 1:
                    ((long?)(await AskAsync(http, HttpMethod.Get, "/api/v1/models?limit=20")).Body?["total"]).ShouldBe(Models);
                    break;
                case 2:
                    ((string?)(await AskAsync(http, HttpMethod.Get, $"{path}/metadata")).Body?["metadata"]?["index"]).ShouldBe($"{index}");
                    break;
                default:
                    (await AskAsync(http, HttpMethod.Post, $"{path}/tags", """{"tags":["seen"]}""")).Id.ShouldBe(_ids[index]);
                    break;
            }

            calls.Add();
        }
    }

    private static async Task<RestReply> AskAsync(HttpClient http, HttpMethod method, string path, string? body = null)
    {
        var reply = await http.SendJsonAsync(method, path, body);
        reply.Status.ShouldBe(200, $"{method} {path}: {reply.Body}");
        return reply;
    }

    private static async Task<TimeSpan> ServedAgainAsync(ServiceProcessUnderTest registry, CallCount calls, List<Task> callers)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await registry.CallsServedAsync() == 0)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Limit, "The registry is back and gets no calls.");
            await calls.GrowsAsync(10, callers);
        }

        return TimeProvider.System.GetElapsedTime(start);
    }

    private static async Task ShouldShareAsync(ServiceProcessUnderTest[] registries, CallCount calls, List<Task> callers)
    {
        var before = await Task.WhenAll(registries.Select(registry => registry.CallsServedAsync()));
        await calls.GrowsAsync(200, callers);
        var after = await Task.WhenAll(registries.Select(registry => registry.CallsServedAsync()));

        var shares = after.Zip(before, (last, first) => last - first).ToArray();
        shares.ShouldAllBe(share => share > shares.Sum() / 4, $"Of the calls each registry got {string.Join(" and ", shares)}.");
    }

    private Task<ServiceProcessUnderTest> StartAsync(int grpcPort, int adminPort) => ServiceProcessUnderTest.StartAsync(
        "Maas.ModelRegistry", "--database", _database, "--grpc-port", $"{grpcPort}", "--admin-port", $"{adminPort}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Maas.SystemTests;

/// <summary>No client of a gateway sees an older state than it has seen, whichever replica answers and whichever is killed.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ReplicaSessionTests(Replicas replicas) : IClassFixture<Replicas>
{
    private const int Clients = 8;
    private const int Rounds = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReplicasKilledInTurn_NoClientSeesAnOlderStateThanItHasSeen()
    {
        var other = await replicas.AddGatewayAsync(1, 0);
        var ids = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
            (await replicas.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel($"of-{client}"))).Id));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var calls = new CallCount();

        // Some know of one gateway, and need say nothing. The others go from gateway to gateway, and take along what they were told.
        var clients = Enumerable.Range(0, Clients).Select(client =>
            new SessionClient(client, ids, client % 2 == 0 ? [replicas.Http] : [replicas.Http, other], calls).RunAsync(stop.Token)).ToList();
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await calls.GrowsAsync(100, clients);
                await replicas.KillAsync(round % 2);
                await calls.GrowsAsync(100, clients);
                await replicas.StartAsync(round % 2);
                await replicas.ServesAsync(round % 2, calls, clients);
            }

            await calls.GrowsAsync(200, clients);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }

        replicas.ShouldHaveLoggedNoErrors();
    }

    /// <summary>Numbers its own model by a tag, again and again, and reads it and everyone's back.</summary>
    private sealed class SessionClient(int self, string[] ids, HttpClient[] gateways, CallCount calls)
    {
        private readonly Dictionary<string, int> _seen = ids.ToDictionary(id => id, _ => 0);
        private long _revision;
        private int _turn;

        public async Task RunAsync(CancellationToken stop)
        {
            for (var number = 1; !stop.IsCancellationRequested; number++)
            {
                var own = $"/api/v1/models/{ids[self]}";
                await SendAsync(HttpMethod.Post, $"{own}/tags", $$"""{"tags":["{{number}}"]}""");
                NumberOf((await SendAsync(HttpMethod.Get, own)).Body!).ShouldBe(number);
                await SendAsync(HttpMethod.Delete, $"{own}/tags", $$"""{"tags":["{{number - 1}}"]}""");
                _seen[ids[self]] = number;
                See((await SendAsync(HttpMethod.Get, $"/api/v1/models/{ids[number % ids.Length]}")).Body!);
                foreach (var model in (await SendAsync(HttpMethod.Get, "/api/v1/models?limit=100")).Body!["models"]!.AsArray())
                {
                    See(model!);
                }
            }
        }

        private void See(JsonNode model)
        {
            var id = (string)model["id"]!;
            var number = NumberOf(model);
            number.ShouldBeGreaterThanOrEqualTo(_seen[id], $"Client {self} saw an older state.");
            _seen[id] = number;
        }

        private async Task<RestReply> SendAsync(HttpMethod method, string path, string? body = null)
        {
            var gateway = gateways[_turn++ % gateways.Length];
            var reply = gateways.Length == 1
                ? await gateway.SendJsonAsync(method, path, body)
                : await gateway.SendJsonAsync(method, path, body, ("Maas-Revision", _revision.ToString(CultureInfo.InvariantCulture)));
            reply.Status.ShouldBe(200, $"{method} {path}: {reply.Body}");
            var revision = long.Parse(reply.Headers.GetValues("Maas-Revision").Single(), CultureInfo.InvariantCulture);
            revision.ShouldBeGreaterThanOrEqualTo(_revision, $"{method} {path} reflects less than client {self} has seen.");
            _revision = revision;
            calls.Add();
            return reply;
        }

        private static int NumberOf(JsonNode model) => model["tags"]!.AsArray().Max(tag => int.TryParse((string)tag!, out var number) ? number : 0);
    }
}

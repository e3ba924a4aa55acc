using System.Collections.Concurrent;
using Maas.Testing;

namespace Maas.SystemTests;

public class DurabilityTests
{
    private const int Writers = 32;
    private const int Created = 10_000;

    [Fact]
    public async Task KillInTheMiddleOfCreates_EveryAcknowledgedModelIsThereAndNoHalfWrittenOne()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentDictionary<string, string>();

        await using (var first = await RunningSystem.ServeAsync(folder.Path))
        {
            using var http = ClientOf(first);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => CreateUntilKilledAsync(http, writer, acknowledged, enough)));

            await await Task.WhenAny(enough.Task, writers);
            await first.KillAsync();
            await writers;
        }

        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(Created);
        await using var second = await RunningSystem.ServeAsync(folder.Path);
        using var again = ClientOf(second);
        var found = await ReadAllAsync(again);

        acknowledged.Keys.Except(found.Keys).ShouldBeEmpty();
        // At most the creates in flight at the kill were written without an answer.
        found.Keys.Except(acknowledged.Keys).Count().ShouldBeLessThanOrEqualTo(Writers);
        found.Values.ShouldAllBe(model => model == "pytorch|cv|demo");
        acknowledged.ShouldAllBe(pair => found.ContainsKey(pair.Key));
        second.LoggedErrors.ShouldBeEmpty();
    }

    private static async Task CreateUntilKilledAsync(
        HttpClient http, int writer, ConcurrentDictionary<string, string> acknowledged, TaskCompletionSource enough)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                var reply = await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel($"m-{writer}-{number}"));
                reply.Status.ShouldBe(201, reply.Body?.ToJsonString());
                acknowledged.TryAdd(reply.Id, reply.Text("name")).ShouldBeTrue("ids are unique");
            }
            catch (HttpRequestException)
            {
                // The kill.
                return;
            }

            if (acknowledged.Count >= Created)
            {
                enough.TrySetResult();
            }
        }
    }

    private static async Task<Dictionary<string, string>> ReadAllAsync(HttpClient http)
    {
        var found = new Dictionary<string, string>();
        for (var token = ""; ;)
        {
            var page = (await http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models?limit=100&page_token={token}")).Body!;
            foreach (var model in page["models"]!.AsArray())
            {
                found.Add((string)model!["id"]!, $"{model["framework"]}|{model["tags"]![0]}|{model["metadata"]!["source"]}");
            }

            token = (string?)page["next_page_token"];
            if (string.IsNullOrEmpty(token))
            {
                return found;
            }
        }
    }

    private static HttpClient ClientOf(ServiceProcessUnderTest process) => new() { BaseAddress = process.AddressOf("REST") };
}

using System.Text.Json.Nodes;
using Maas.Testing;

namespace Maas.SystemTests;

public class SeedTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task TheSeedsCurl_Is201TheFirstTimeAnd409TheSecond()
    {
        var curl = CurlOfTheContract().Replace("http://localhost:8000", system.Http.BaseAddress!.OriginalString, StringComparison.Ordinal);

        var (status, model) = await RunAsync(curl);
        status.ShouldBe(201);
        ((string?)model["name"]).ShouldBe("test-model");
        ((string?)model["status"]).ShouldBe("pending");

        var (again, problem) = await RunAsync(curl);
        again.ShouldBe(409);
        ((string?)problem["code"]).ShouldBe("ALREADY_EXISTS");

        (await system.Http.SendJsonAsync(HttpMethod.Get, $"/api/v1/models/{model["id"]}")).Status.ShouldBe(200);
        (await system.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models/01900000-0000-7000-8000-000000000000")).Status.ShouldBe(404);
        (await system.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models/not-a-uuid")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task EveryRoute_TakesAModelThroughItsLife()
    {
        var created = await system.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("life"));
        created.Status.ShouldBe(201);
        created.Headers.Location!.ToString().ShouldEndWith($"/api/v1/models/{created.Id}");
        var path = $"/api/v1/models/{created.Id}";

        var updated = await SendAsync(HttpMethod.Put, path, """{"description":"d","is_public":true,"metadata":null}""");
        updated.Text("description").ShouldBe("d");
        updated.Body!["metadata"]!.AsObject().Count.ShouldBe(0);
        updated.Text("etag").ShouldNotBe(created.Text("etag"));

        (await SendAsync(HttpMethod.Patch, $"{path}/status", """{"status":"ready"}""")).Text("status").ShouldBe("ready");
        Tags(await SendAsync(HttpMethod.Post, $"{path}/tags", """{"tags":["prod","cv"]}""")).ShouldBe(["cv", "prod"]);
        Tags(await SendAsync(HttpMethod.Delete, $"{path}/tags", """{"tags":["cv"]}""")).ShouldBe(["prod"]);
        (await SendAsync(HttpMethod.Put, $"{path}/metadata", """{"metadata":{"a":"1"}}""")).Body!.ToJsonString().ShouldBe("""{"metadata":{"a":"1"}}""");
        (await SendAsync(HttpMethod.Get, $"{path}/metadata", null)).Body!.ToJsonString().ShouldBe("""{"metadata":{"a":"1"}}""");

        var listed = await SendAsync(HttpMethod.Get, "/api/v1/models?name=LIF&tags=prod&tags=other&status=ready&framework=pytorch&is_public=true", null);
        listed.Body!["models"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(created.Id);

        var current = (await SendAsync(HttpMethod.Get, path, null)).Headers.ETag!;
        (await system.Http.SendJsonAsync(HttpMethod.Get, path, null, ("If-None-Match", current.Tag))).Status.ShouldBe(304);
        (await system.Http.SendJsonAsync(HttpMethod.Delete, path, null, ("If-Match", "\"stale\""))).Status.ShouldBe(412);
        (await system.Http.SendJsonAsync(HttpMethod.Delete, path, null, ("If-Match", current.Tag))).Status.ShouldBe(204);
        (await system.Http.SendJsonAsync(HttpMethod.Get, path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Probes_SayWhatIsUp()
    {
        foreach (var path in (string[])["/health", "/health/live", "/health/ready"])
        {
            (await system.Http.SendJsonAsync(HttpMethod.Get, path)).Status.ShouldBe(200, path);
            (await system.Http.SendJsonAsync(HttpMethod.Get, new Uri(system.AdminAddress, path).AbsoluteUri)).Status.ShouldBe(200, path);
        }
    }

    [Fact]
    public async Task TheRegistrysMetrics_AreOnTheAdminPort()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var metrics = "";

        // A request is counted once it is over, so that the first scrape is seen by a later one.
        while (!metrics.Contains("http_route=\"/metrics\"", StringComparison.Ordinal))
        {
            metrics = await system.Http.GetStringAsync(new Uri(system.AdminAddress, "/metrics"), limit.Token);
        }

        metrics.ShouldContain("# TYPE http_server_request_duration_seconds histogram");
    }

    [Fact]
    public async Task Calls_AreMeasuredByMethodAndStatusOnBothSides()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var unknown = $"/api/v1/models/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
        (await system.Http.SendJsonAsync(HttpMethod.Get, unknown, null)).Status.ShouldBe(404);

        // The server measures a call once it is over, which the caller may be told before.
        foreach (var side in (string[])["server", "client"])
        {
            var metrics = "";
            while (!IsMeasured(metrics, side))
            {
                metrics = await system.Http.GetStringAsync(new Uri(system.AdminAddress, "/metrics"), limit.Token);
            }
        }

        static bool IsMeasured(string metrics, string side) => metrics.Split('\n').Any(line =>
            line.StartsWith($"rpc_{side}_call_duration_seconds_count{{", StringComparison.Ordinal)
            && line.Contains("rpc_method=\"model.ModelService/GetModel\"", StringComparison.Ordinal)
            && line.Contains("rpc_response_status_code=\"NOT_FOUND\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheRequestId_IsInTheLogsOfBothServices()
    {
        var id = $"trace-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

        await system.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models", null, ("X-Request-ID", id));
        (await system.Http.SendJsonAsync(HttpMethod.Get, "/api/v1/models", null, ("X-Request-ID", "next"))).Status.ShouldBe(200);

        await system.Process.WaitForErrorLinesAsync(
            line => line.Contains(id, StringComparison.Ordinal) && line.Contains("GET /api/v1/models answered 200", StringComparison.Ordinal),
            line => line.Contains(id, StringComparison.Ordinal) && line.Contains("/model.ModelService/ListModels answered OK", StringComparison.Ordinal));
    }

    private async Task<RestReply> SendAsync(HttpMethod method, string path, string? body)
    {
        var reply = await system.Http.SendJsonAsync(method, path, body);
        reply.Status.ShouldBe(200, $"{method} {path}: {reply.Body}");
        return reply;
    }

    private static IEnumerable<string> Tags(RestReply reply) => reply.Body!["tags"]!.AsArray().Select(tag => (string)tag!).Order();

    private static string CurlOfTheContract()
    {
        var lines = File.ReadAllLines(Repository.PathOf("docs", "contract.md"));
        var first = Array.FindIndex(lines, line => line.TrimStart().StartsWith("curl -X POST", StringComparison.Ordinal));
        return $"{lines[first].Trim()}\n{lines[first + 1].Trim()}";
    }

    private static async Task<(int Status, JsonNode Body)> RunAsync(string curl)
    {
        var (exitCode, output) = await Tool.RunAsync(
            "bash", ["-c", $"{curl} -s -w '\\n%{{http_code}}'"], Repository.Root, TestContext.Current.CancellationToken);
        exitCode.ShouldBe(0, output);
        var lines = output.Split('\n');
        return (int.Parse(lines[1], global::System.Globalization.CultureInfo.InvariantCulture), JsonNode.Parse(lines[0])!);
    }
}

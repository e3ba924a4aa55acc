using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Maas.Client;
using Maas.Contract.V1;
using Maas.Testing;

namespace Maas.SystemTests.Events;

/// <summary>Watches of the real services, by curl and by the C# client.</summary>
public sealed class EventStreamTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Curl_FromARevision_GetsWhatWasAndWhatComesUntilTheGatewayStops()
    {
        await using var system = await RunningSystem.ServeAsync(_folder.Path);
        using var http = new HttpClient { BaseAddress = system.AddressOf("REST") };
        var model = await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("watched"));
        model.Headers.GetValues("Maas-Revision").ShouldBe(["1"]);
        await http.SendJsonAsync(HttpMethod.Post, "/api/v1/models", Json.NewModel("other"));
        await using var reader = await http.GetStreamAsync(new Uri("api/v1/watch?from_revision=1&name=watched", UriKind.Relative), Cancelled);
        await using var events = SseParser.Create(reader).EnumerateAsync(Cancelled).GetAsyncEnumerator(Cancelled);

        // Until it has printed the third change, which is made while it reads.
        var curl = RunningTool.StartAsync(
            "curl", ["-sSN", $"{http.BaseAddress}api/v1/watch?from_revision=1&name=watched"], "data: {\"revision\":3,", Cancelled);
        (await NextAsync()).ShouldBe("progress 0");
        (await NextAsync()).ShouldBe("message 1 created");
        await http.SendJsonAsync(HttpMethod.Delete, $"/api/v1/models/{model.Id}");
        var third = await NextAsync();
        while (third.StartsWith("progress", StringComparison.Ordinal))
        {
            third = await NextAsync();
        }

        third.ShouldBe("message 3 deleted");
        await using var printed = await curl;
        printed.Announced.ShouldContain("\"kind\":\"deleted\"");

        system.Terminate();

        (await NextAsync()).ShouldStartWith("error");
        (await events.MoveNextAsync().AsTask().WaitAsync(Limit, Cancelled)).ShouldBeFalse();
        (await system.WaitForExitAsync()).ShouldBe(0);
        system.LoggedErrors.ShouldBeEmpty();

        async Task<string> NextAsync()
        {
            (await events.MoveNextAsync().AsTask().WaitAsync(Limit, Cancelled)).ShouldBeTrue();
            return $"{events.Current.EventType} {events.Current.EventId} {JsonNode.Parse(events.Current.Data)!["kind"]}".TrimEnd();
        }
    }

    [Fact]
    public async Task Curl_OfARevisionThatIsNotThere_GetsWhichIsTheNewest()
    {
        await using var system = await RunningSystem.ServeAsync(_folder.Path);

        var (exitCode, output) = await Tool.RunAsync(
            "curl", ["-sS", "-H", "Last-Event-ID: 41", $"{system.AddressOf("REST")}api/v1/watch"], _folder.Path, Cancelled);

        exitCode.ShouldBe(0, output);
        var problem = JsonNode.Parse(output)!;
        problem["status"]!.GetValue<int>().ShouldBe(400);
        problem["code"]!.GetValue<string>().ShouldBe("OUT_OF_RANGE");
        problem["reason"]!.GetValue<string>().ShouldBe("REVISION_NOT_REACHED");
        problem["metadata"]!["newest_revision"]!.GetValue<string>().ShouldBe("0");
    }

    [Fact]
    public async Task WatchAsync_WhoseRegistryIsKilledAndComesBack_GivesEachChangeOnce()
    {
        var registry = await RegistryAsync("0");
        var address = registry.AddressOf("gRPC");
        using var channel = RegistryChannel.ForAddress(address.OriginalString);
        var models = new ModelRegistryClient(channel);
        await using var watch = models.WatchAsync(new WatchRequest(), cancellationToken: Cancelled).GetAsyncEnumerator(Cancelled);
        (await watch.MoveNextAsync().AsTask().WaitAsync(Limit, Cancelled)).ShouldBeTrue();
        await CreateAsync("before");
        (await NextAsync()).ShouldBe("1 before");

        await registry.KillAsync();
        await registry.DisposeAsync();
        await using var back = await RegistryAsync($"{address.Port}");
        await CreateAsync("after");

        (await NextAsync()).ShouldBe("2 after");
        channel.Revision.ShouldBe(2);
        back.LoggedErrors.ShouldBeEmpty();

        // The connection may have been lost with the registry, which nobody here was told of yet; with a request_id it is safe to repeat.
        Task<Contract.CreateModelResponse> CreateAsync(string name) => models.CreateModelAsync(
            new Contract.CreateModelRequest { Name = name, Version = "1", Framework = "onnx", RequestId = name }, cancellationToken: Cancelled);

        async Task<string> NextAsync()
        {
            do
            {
                (await watch.MoveNextAsync().AsTask().WaitAsync(Limit, Cancelled)).ShouldBeTrue();
            }
            while (watch.Current.Changes.Count == 0);

            var change = watch.Current.Changes.ShouldHaveSingleItem();
            return $"{change.Revision} {change.Model.Name}";
        }
    }

    private Task<ServiceProcessUnderTest> RegistryAsync(string port) => ServiceProcessUnderTest.StartAsync(
        "Maas.ModelRegistry", "--data", _folder.Path, "--grpc-port", port, "--admin-port", "0");
}

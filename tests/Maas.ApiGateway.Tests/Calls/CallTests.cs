using Maas.ApiGateway.Tests.Running;
using Maas.Testing;
using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Calls;

public class CallTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData(null, 5_000)]
    [InlineData("1S", 1_000)]
    [InlineData("250m", 250)]
    [InlineData("1H", 5_000)]
    public async Task Call_HasTheShorterOfTheCallersDeadlineAndTheDefault(string? timeout, double milliseconds)
    {
        // The deadline travels as the time that is left, which is all of it while both clocks stand still.
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        await using var registry = await FakeRegistryServer.StartAsync(clock: clock);
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString] }, clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, Models);
        if (timeout is not null)
        {
            request.Headers.Add("Grpc-Timeout", timeout);
        }

        using var response = await gateway.Http.SendAsync(request, Cancelled);

        registry.Models.Last.Deadline.ShouldBe(DateTime.UnixEpoch.AddMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("0S")]
    [InlineData("")]
    [InlineData("five seconds")]
    public async Task Call_WithAMalformedTimeout_Is400(string timeout)
    {
        using var response = await SendAsync("GET", Models, null, ("Grpc-Timeout", timeout));

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["Grpc-Timeout"]);
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("POST", "/tags", """{"tags":["a"]}""")]
    public async Task Call_WithoutAnswerByTheDeadline_Is504(string method, string below, string? body)
    {
        Registry.Hang("GetModel");

        using var response = await SendAsync(method, $"{Models}/{Id}{below}", body, ("Grpc-Timeout", "50m"));

        await ReadProblemAsync(response, 504, "DEADLINE_EXCEEDED");
    }

    [Fact]
    public async Task Call_GivenUpByTheCaller_IsCancelledAtTheRegistryAndLoggedAs499()
    {
        Registry.Hang();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var answer = Gateway.Http.GetAsync(new Uri($"{Models}/{Id}", UriKind.Relative), impatience.Token);
        var call = await Registry.NextAsync().WaitAsync(Cancelled);
        var gone = new TaskCompletionSource();
        await using var registration = call.Cancelled.Register(gone.SetResult);

        await impatience.CancelAsync();

        await gone.Task.WaitAsync(Cancelled);
        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        var line = await Logs.FirstAsync(log => log.EventId == 500, Cancelled);
        line.Message.ShouldContain("499");
    }

    [Fact]
    public async Task Call_WithATraceParent_ContinuesTheTrace()
    {
        using var response = await SendAsync(
            "GET", Models, null, ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01"), ("tracestate", "vendor=1"));

        Registry.Last.Header("traceparent")!.ShouldStartWith($"00-{TraceId}-");
        Registry.Last.Header("tracestate").ShouldBe("vendor=1");
        Registry.Last.Headers.GetAll("traceparent").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Call_WithACredential_PassesItOn()
    {
        using var response = await SendAsync("GET", Models, null, ("Authorization", "Bearer abc"));

        Registry.Last.Header("authorization").ShouldBe("Bearer abc");
    }

    [Fact]
    public async Task Call_WithOtherHeaders_PassesNoneOfThemOn()
    {
        using var response = await SendAsync("GET", Models, null, ("x-tenant", "t"), ("Cookie", "a=b"), ("x-user", "u"), ("grpc-status", "0"));

        string[] theirs = ["x-tenant", "cookie", "x-user", "grpc-status"];
        Registry.Last.Headers.Select(header => header.Key).ShouldAllBe(key => !theirs.Contains(key));
    }

    [Fact]
    public async Task Create_WithAnEmptyIdempotencyKey_Is400()
    {
        using var response = await SendAsync("POST", Models, "{}", ("Idempotency-Key", ""));

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["Idempotency-Key"]);
    }
}

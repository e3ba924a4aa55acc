using System.Diagnostics.Metrics;
using System.Net;
using Maas.Hosting.Metrics;
using Maas.Hosting.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.Hosting.Tests;

public sealed class ServiceHostTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private readonly WebApplication _app;

    public ServiceHostTests()
    {
        var settings = new ServiceSettings();
        var builder = ServiceHost.CreateBuilder("test", settings);
        ListenOptions? endpoint = null;
        builder.WebHost.ConfigureKestrel(kestrel => endpoint = kestrel.Listen(settings, 0, HttpProtocols.Http1));
        _app = builder.Build();
        _app.UseRequestId().UseRequestLog();
        _app.MapMetrics();
        _app.MapGet("/id", (HttpContext context) => context.TraceIdentifier);
        _app.Lifetime.ApplicationStarted.Register(() => _client.BaseAddress = new Uri($"http://{endpoint!.IPEndPoint}"));
    }

    public async ValueTask InitializeAsync() => await _app.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("abc-123")]
    [InlineData("A.b_9")]
    public async Task RequestId_WellFormed_IsKept(string id)
    {
        var (reply, body) = await GetAsync("/id", id);

        body.ShouldBe(id);
        reply.Headers.GetValues("X-Request-ID").ShouldBe([id]);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a\"b")]
    [InlineData("")]
    public async Task RequestId_Malformed_IsReplaced(string id)
    {
        var (reply, body) = await GetAsync("/id", id);

        body.ShouldNotBe(id);
        body.Length.ShouldBe(32);
        reply.Headers.GetValues("X-Request-ID").ShouldBe([body]);
    }

    [Fact]
    public async Task RequestId_TooLong_IsReplaced()
    {
        (await GetAsync("/id", new string('a', 128))).Body.Length.ShouldBe(128);
        (await GetAsync("/id", new string('a', 129))).Body.Length.ShouldBe(32);
    }

    [Fact]
    public async Task Metrics_CountersAndHistograms_AreWrittenAsPrometheusText()
    {
        using var meter = new Meter("Maas.Test");
        var counter = meter.CreateCounter<long>("maas.test.things", description: "Things \"seen\".");
        counter.Add(2, new KeyValuePair<string, object?>("thing.kind", "a\"b\\c\nd"));
        meter.CreateHistogram("maas.test.time", "s", "Time.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] }).Record(0.75);

        var (reply, body) = await GetAsync("/metrics", null);

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        body.ShouldContain("# HELP maas_test_things_total Things \"seen\".\n# TYPE maas_test_things_total counter\n");
        body.ShouldContain("maas_test_things_total{thing_kind=\"a\\\"b\\\\c\\nd\"} 2\n");
        body.ShouldContain(
            """
            # TYPE maas_test_time_seconds histogram
            maas_test_time_seconds_bucket{le="0.5"} 0
            maas_test_time_seconds_bucket{le="1"} 1
            maas_test_time_seconds_bucket{le="+Inf"} 1
            maas_test_time_seconds_sum 0.75
            maas_test_time_seconds_count 1

            """);
        body.ShouldContain("# TYPE kestrel_active_connections gauge\n");
    }

    private async Task<(HttpResponseMessage Reply, string Body)> GetAsync(string path, string? requestId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (requestId is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Request-ID", requestId);
        }

        var reply = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (reply, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

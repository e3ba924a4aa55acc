using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class ClientTelemetryTests
{
    [Fact]
    public async Task Call_IsASpanThatTheServerGoesOnFrom()
    {
        await using var server = await RunningServer.StartAsync();
        using var spans = new Spans("Maas.Grpc.Client", server.Address.Port);
        var traceId = ActivityTraceId.CreateRandom();
        List<string?> seen = [];
        server.Service.OnSay = (request, context) =>
        {
            seen.AddRange(context.RequestHeaders.GetAll("traceparent").Select(entry => entry.Value));
            seen.Add(context.RequestHeaders.GetValue("tracestate"));
            return Task.FromResult(request);
        };

        var metadata = new Metadata { { "traceparent", $"00-{traceId}-0123456789abcdef-01" }, { "tracestate", "vendor=1" } };
        await server.Client.SayAsync(new Words(), metadata).ResponseAsync.Bounded();

        var span = await spans.NextAsync();
        span.DisplayName.ShouldBe("echo.Echo/Say");
        span.Kind.ShouldBe(ActivityKind.Client);
        span.TraceId.ShouldBe(traceId);
        span.ParentSpanId.ToString().ShouldBe("0123456789abcdef");
        seen.ShouldBe([span.Id, "vendor=1"]);
        metadata.GetValue("traceparent").ShouldBe($"00-{traceId}-0123456789abcdef-01");
        span.TagObjects.ToDictionary().ShouldBe(new Dictionary<string, object?>
        {
            ["rpc.system.name"] = "grpc",
            ["rpc.method"] = "echo.Echo/Say",
            ["server.address"] = "127.0.0.1",
            ["server.port"] = server.Address.Port,
            ["rpc.response.status_code"] = "OK",
        });
        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Call_WithinASpan_IsItsChild()
    {
        await using var server = await RunningServer.StartAsync();
        using var spans = new Spans("Maas.Grpc.Client", server.Address.Port);
        using var outer = new Activity("outer").Start();

        using var call = server.Client.Repeat(new Words { Text = "a b" });
        await foreach (var _ in call.ResponseStream.ReadAllAsync())
        {
            Activity.Current.ShouldBe(outer);
        }

        (await spans.NextAsync()).ParentSpanId.ShouldBe(outer.SpanId);
    }

    [Fact]
    public async Task Call_ThatFails_IsAnErrorWhoeverFailed()
    {
        await using var server = await RunningServer.StartAsync();
        using var spans = new Spans("Maas.Grpc.Client", server.Address.Port);
        server.Service.OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, ""));

        await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());
        await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words(), deadline: DateTime.UnixEpoch).ResponseAsync.Bounded());

        var failed = await spans.NextAsync();
        failed.Status.ShouldBe(ActivityStatusCode.Error);
        failed.GetTagItem("error.type").ShouldBe("NOT_FOUND");
        (await spans.NextAsync()).GetTagItem("rpc.response.status_code").ShouldBe("DEADLINE_EXCEEDED");
    }

    [Fact]
    public async Task Call_IsMeasured()
    {
        await using var server = await RunningServer.StartAsync();
        var measured = new ConcurrentQueue<Dictionary<string, object?>>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument is { Meter.Name: "Maas.Grpc.Client", Name: "rpc.client.call.duration", Unit: "s" })
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => measured.Enqueue(tags.ToArray().ToDictionary()));
        listener.Start();

        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync().Bounded();
        await call.ResponseAsync.Bounded();

        // Other tests' calls are measured too.
        measured.Single(tags => tags["server.port"] is int port && port == server.Address.Port).ShouldBe(new Dictionary<string, object?>
        {
            ["rpc.system.name"] = "grpc",
            ["rpc.method"] = "echo.Echo/Collect",
            ["server.address"] = "127.0.0.1",
            ["server.port"] = server.Address.Port,
            ["rpc.response.status_code"] = "OK",
        });
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests;

public class ServerTelemetryTests
{
    [Fact]
    public async Task Call_IsASpanOfItsCallersTrace()
    {
        await using var server = await RunningServer.StartAsync();
        using var spans = new Spans("Maas.Grpc.Server", server.Address.Port);
        var traceId = ActivityTraceId.CreateRandom();
        Activity? current = null;
        server.Service.OnSay = (request, _) =>
        {
            current = Activity.Current;
            return Task.FromResult(request);
        };

        await server.Client.SayAsync(new Words(), new Metadata { { "traceparent", $"00-{traceId}-0123456789abcdef-01" } }).ResponseAsync.Bounded();

        var span = await spans.NextAsync();
        span.ShouldBe(current);
        span.DisplayName.ShouldBe("echo.Echo/Say");
        span.Kind.ShouldBe(ActivityKind.Server);
        span.TraceId.ShouldBe(traceId);
        Tags(span).ShouldBe(new Dictionary<string, object?>
        {
            ["rpc.system.name"] = "grpc",
            ["rpc.method"] = "echo.Echo/Say",
            ["server.address"] = "127.0.0.1",
            ["server.port"] = server.Address.Port,
            ["rpc.response.status_code"] = "OK",
        });
        span.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Theory]
    [InlineData(StatusCode.NotFound, "NOT_FOUND", false)]
    [InlineData(StatusCode.InvalidArgument, "INVALID_ARGUMENT", false)]
    [InlineData(StatusCode.Unavailable, "UNAVAILABLE", true)]
    [InlineData(StatusCode.DataLoss, "DATA_LOSS", true)]
    public async Task Call_ThatFails_IsAnErrorWhereItIsTheServers(StatusCode code, string name, bool isError)
    {
        await using var server = await RunningServer.StartAsync();
        using var spans = new Spans("Maas.Grpc.Server", server.Address.Port);
        server.Service.OnRepeat = (_, _, _) => throw new RpcException(new Status(code, ""));
        using var raw = new RawClient(server.Address);

        await raw.PostAsync(RawClient.Frame(0, 0), "/echo.Echo/Repeat");

        var span = await spans.NextAsync();
        var tags = Tags(span);
        tags["rpc.response.status_code"].ShouldBe(name);
        tags.GetValueOrDefault("error.type").ShouldBe(isError ? name : null);
        span.Status.ShouldBe(isError ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Call_OfAnUnknownMethod_DoesNotNameIt()
    {
        await using var server = await RunningServer.StartAsync();
        using var spans = new Spans("Maas.Grpc.Server", server.Address.Port);
        using var raw = new RawClient(server.Address);

        await raw.PostAsync(RawClient.Frame(0, 0), "/echo.Echo/MadeUpByTheCaller");

        var span = await spans.NextAsync();
        Tags(span)["rpc.method"].ShouldBe("_OTHER");
        Tags(span)["rpc.response.status_code"].ShouldBe("UNIMPLEMENTED");
    }

    [Fact]
    public async Task Call_IsMeasuredByTheServersClock()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        var measured = new ConcurrentQueue<(double Seconds, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Maas.Grpc.Server")
            {
                instrument.Name.ShouldBe("rpc.server.call.duration");
                instrument.Unit.ShouldBe("s");
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => measured.Enqueue((seconds, tags.ToArray().ToDictionary())));
        listener.Start();
        server.Service.OnCollect = (_, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(12_345));
            throw new RpcException(new Status(StatusCode.Aborted, ""));
        };
        using var raw = new RawClient(server.Address);

        await raw.PostAsync([], "/echo.Echo/Collect");
        await server.StopAsync();

        // Other tests' calls are measured too.
        measured.Single(call => call.Seconds == 12_345).Tags.ShouldBe(new Dictionary<string, object?>
        {
            ["rpc.system.name"] = "grpc",
            ["rpc.method"] = "echo.Echo/Collect",
            ["rpc.response.status_code"] = "ABORTED",
        });
    }

    private static Dictionary<string, object?> Tags(Activity span) => span.TagObjects.ToDictionary();
}

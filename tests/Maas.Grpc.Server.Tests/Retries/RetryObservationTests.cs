using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>What is told of a call that was made again.</summary>
public class RetryObservationTests
{
    [Theory]
    [InlineData("Say", 2, "OK")]
    [InlineData("Repeat", 2, "OK")]
    [InlineData("Say", 4, "UNAVAILABLE")]
    [InlineData("Repeat", 4, "UNAVAILABLE")]
    public async Task Call_OfSeveralAttempts_IsOneSpan(string method, int failing, string status)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        using var spans = new Spans("Maas.Grpc.Client", server.Address.Port);
        List<string?> traces = [];
        Attempts.Of(server.Service, failing);
        var (say, repeat) = (server.Service.OnSay, server.Service.OnRepeat);
        server.Service.OnSay = (request, context) =>
        {
            traces.Add(context.RequestHeaders.GetValue("traceparent"));
            return say(request, context);
        };
        server.Service.OnRepeat = (request, replies, context) =>
        {
            traces.Add(context.RequestHeaders.GetValue("traceparent"));
            return repeat(request, replies, context);
        };

        var client = new Echo.EchoClient(channel);
        await (status == "OK" ? client.CallAsync(method) : (Task)client.FailureOfAsync(method));
        await server.Client.CallAsync(method);

        var span = await spans.NextAsync();
        span.GetTagItem("rpc.response.status_code").ShouldBe(status);
        span.GetTagItem("previous-rpc-attempts").ShouldBe(Math.Min(failing, 3));
        traces.SkipLast(1).ShouldAllBe(trace => trace == span.Id);

        var next = await spans.NextAsync();
        next.GetTagItem("previous-rpc-attempts").ShouldBeNull();
        next.Id.ShouldBe(traces[^1]);
    }

    [Fact]
    public async Task Attempt_ThatFollows_IsLoggedForWhoLooksForIt()
    {
        await using var server = await RunningServer.StartAsync();
        var log = new LogCapture();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        var options = RetryOptions.For(RetryOptions.Policy());
        options.LoggerFactory = logs;
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        Attempts.Of(server.Service, failing: 2);

        await new Echo.EchoClient(channel).CallAsync("Say");

        log.Entries.Select(entry => (entry.Level, entry.EventId)).ShouldBe([(LogLevel.Debug, 1510), (LogLevel.Debug, 1510)]);
        log.Entries.First().Message.ShouldStartWith("Call of /echo.Echo/Say is made again, as attempt 2 in 00:00:00.0");
        log.Entries.Last().Message.ShouldContain("as attempt 3 in ");
        log.Entries.Last().Message.ShouldEndWith(": it failed with Unavailable: not now");
    }

    [Fact]
    public async Task Call_OfAChannelThatWasDisposed_IsNotTriedAgain()
    {
        var clock = new WatchedClock();
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy();
        policy.InitialBackoff = policy.MaxBackoff = TimeSpan.FromHours(1);
        var options = RetryOptions.For(policy);
        options.TimeProvider = clock;
        var channel = GrpcChannel.ForAddress(server.Address, options);
        var attempts = Attempts.Of(server.Service, failing: 9);

        using var call = new Echo.EchoClient(channel).SayAsync(new Words());
        var wait = await clock.NextTimerAsync();
        channel.Dispose();
        clock.Advance(wait);

        (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).Status.Detail.ShouldBe("The channel was disposed.");
        attempts.Previous.ShouldBe([null]);
    }
}

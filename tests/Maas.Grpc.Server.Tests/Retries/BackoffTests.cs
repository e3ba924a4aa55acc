using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>How long a call waits before it is made again, and what ends the wait.</summary>
public class BackoffTests
{
    private readonly WatchedClock _clock = new();

    [Fact]
    public async Task Wait_GrowsFromAttemptToAttempt()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromSeconds(10)));
        var attempts = Attempts.Of(server.Service, failing: 4);

        var call = new Echo.EchoClient(channel).CallAsync("Say");
        foreach (var (attempt, seconds) in new[] { 10, 20, 30, 30 }.Index())
        {
            var wait = await _clock.NextTimerAsync();
            wait.ShouldBeInRange(TimeSpan.FromSeconds(seconds * 0.8), TimeSpan.FromSeconds(seconds * 1.2));
            attempts.Previous.Count().ShouldBe(attempt + 1);
            call.IsCompleted.ShouldBeFalse();
            _clock.Advance(wait);
        }

        (await call).ShouldBe(["hi"]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Wait_ThatTheServerNames_IsKeptAndBeginsAnew(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromSeconds(10)));
        Attempts.Of(server.Service, failing: 4, number => Failure(number == 3 ? "200" : null));

        var call = new Echo.EchoClient(channel).CallAsync(method);
        List<TimeSpan> waits = [];
        while (waits.Count < 4)
        {
            waits.Add(await _clock.NextTimerAsync());
            _clock.Advance(waits[^1]);
        }

        (await call).ShouldBe(["hi"]);
        waits[1].ShouldBeGreaterThan(TimeSpan.FromSeconds(15));
        waits[2].ShouldBe(TimeSpan.FromMilliseconds(200));
        waits[3].ShouldBeInRange(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(12));
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Wait_OfNothing_IsNone(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 2, _ => Failure("0"));

        (await new Echo.EchoClient(channel).CallAsync(method)).ShouldBe(["hi"]);

        attempts.Previous.ShouldBe([null, "1", "2"]);
    }

    [Theory]
    [InlineData("Say", "-1")]
    [InlineData("Repeat", "-1")]
    [InlineData("Say", "x")]
    [InlineData("Repeat", "x")]
    [InlineData("Say", "0200")]
    [InlineData("Say", "2147483648")]
    public async Task PushBack_ThatNamesNoWait_IsFinal(string method, string pushBack)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 2, _ => Failure(pushBack));

        (await new Echo.EchoClient(channel).FailureOfAsync(method)).Status.Detail.ShouldBe("not now");

        attempts.Previous.ShouldBe([null]);
    }

    [Fact]
    public async Task PushBack_MoreThanOne_IsFinal()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 2, _ =>
        {
            var failure = Failure("0");
            failure.Trailers.Add("grpc-retry-pushback-ms", "0");
            return failure;
        });

        await new Echo.EchoClient(channel).FailureOfAsync("Say");

        attempts.Previous.ShouldBe([null]);
    }

    [Fact]
    public async Task PushBack_WithAStatusThatThePolicyDoesNotName_IsFinal()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 2, _ => Failure("0", StatusCode.Aborted));

        (await new Echo.EchoClient(channel).FailureOfAsync("Say")).StatusCode.ShouldBe(StatusCode.Aborted);

        attempts.Previous.ShouldBe([null]);
    }

    [Fact]
    public async Task PushBack_AfterTheLastAttempt_MakesNoOther()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 9, _ => Failure("0"));

        await new Echo.EchoClient(channel).FailureOfAsync("Say");

        attempts.Previous.Count().ShouldBe(5);
    }

    // The wait may be the shorter one, and be over when the deadline has passed too.
    [Theory]
    [InlineData("Say", null)]
    [InlineData("Repeat", null)]
    [InlineData("Say", "9999")]
    [InlineData("Repeat", "9999")]
    public async Task Deadline_WithinTheWait_EndsTheCall(string method, string? pushBack)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 9, _ => Failure(pushBack));

        var failing = new Echo.EchoClient(channel).FailureOfAsync(method, new CallOptions(deadline: WatchedClock.Start.AddSeconds(10).UtcDateTime));
        (await _clock.NextTimerAsync()).ShouldBe(TimeSpan.FromSeconds(10));
        await _clock.NextTimerAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));

        (await failing.Bounded()).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        attempts.Previous.ShouldBe([null]);
    }

    // A deadline that is further away than a timer may be set has none.
    [Fact]
    public async Task Deadline_ThatPassesWithinAnAttempt_MakesNoOther()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 9, _ =>
        {
            _clock.Advance(TimeSpan.FromDays(60));
            return Failure(null);
        });

        var options = new CallOptions(deadline: WatchedClock.Start.AddDays(60).UtcDateTime);
        (await new Echo.EchoClient(channel).FailureOfAsync("Say", options)).StatusCode.ShouldBe(StatusCode.Unavailable);

        attempts.Previous.ShouldBe([null]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Deadline_ThatPassesWithoutATimer_EndsTheCallAfterTheWait(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 9, _ => Failure("2147483647"));

        var options = new CallOptions(deadline: WatchedClock.Start.AddDays(60).UtcDateTime);
        var failing = new Echo.EchoClient(channel).FailureOfAsync(method, options);
        for (var wait = 0; wait < 3; wait++)
        {
            _clock.Advance(await _clock.NextTimerAsync());
        }

        (await failing).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        attempts.Previous.ShouldBe([null, "1", "2"]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Cancellation_WithinTheWait_EndsTheCall(string method)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        using var cancel = new CancellationTokenSource();
        var attempts = Attempts.Of(server.Service, failing: 9);

        var failing = new Echo.EchoClient(channel).FailureOfAsync(method, new CallOptions(cancellationToken: cancel.Token));
        await _clock.NextTimerAsync();
        await cancel.CancelAsync();

        (await failing.Bounded()).StatusCode.ShouldBe(StatusCode.Cancelled);
        attempts.Previous.ShouldBe([null]);
        await requests.NoneAsync().Bounded();
    }

    [Fact]
    public async Task Dispose_WithinTheWait_EndsTheCall()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(TimeSpan.FromHours(1)));
        var attempts = Attempts.Of(server.Service, failing: 9);

        var unary = new Echo.EchoClient(channel).SayAsync(new Words());
        await _clock.NextTimerAsync();
        var stream = new Echo.EchoClient(channel).Repeat(new Words());
        await _clock.NextTimerAsync();
        unary.Dispose();
        stream.Dispose();

        (await Should.ThrowAsync<RpcException>(unary.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Cancelled);
        stream.GetStatus().StatusCode.ShouldBe(StatusCode.Cancelled);
        attempts.Previous.Count().ShouldBe(2);
    }

    [Fact]
    public async Task Timeout_OfAnAttempt_IsWhatRemains()
    {
        using var server = new RawServer(Options(TimeSpan.FromHours(1)));
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync("Say", new CallOptions(deadline: WatchedClock.Start.AddSeconds(10).UtcDateTime));
        using var peer = await accepting;
        await _clock.NextTimerAsync();

        var first = await peer.ReadRequestAsync();
        await peer.WriteAsync(RetryFrames.Failure(first.Stream, ("grpc-status", "14"), ("grpc-retry-pushback-ms", "4000")));
        await _clock.NextTimerAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));
        var second = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(second.Stream));

        (await call).ShouldBe(["hi"]);
        first.Head["grpc-timeout"].ShouldBe("10000000u");
        second.Head["grpc-timeout"].ShouldBe("6000000u");
    }

    private static RpcException Failure(string? pushBack, StatusCode code = StatusCode.Unavailable)
    {
        var trailers = new Metadata();
        if (pushBack is not null)
        {
            trailers.Add("grpc-retry-pushback-ms", pushBack);
        }

        return new RpcException(new Status(code, "not now"), trailers);
    }

    private GrpcChannelOptions Options(TimeSpan firstWait)
    {
        var policy = RetryOptions.Policy();
        policy.MaxAttempts = 5;
        policy.InitialBackoff = firstWait;
        policy.MaxBackoff = firstWait * 3;
        var options = RetryOptions.For(policy);
        options.TimeProvider = _clock;
        return options;
    }
}

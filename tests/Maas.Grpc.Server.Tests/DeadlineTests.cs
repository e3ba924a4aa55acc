using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests;

public class DeadlineTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private static readonly byte[] Hi = [10, 2, (byte)'h', (byte)'i'];

    [Fact]
    public async Task Deadline_ThatHasPassed_FailsWithoutACall()
    {
        await using var server = await RunningServer.StartAsync();
        var called = false;
        server.Service.OnSay = (request, _) =>
        {
            called = true;
            return Task.FromResult(request);
        };

        var failure = await Should.ThrowAsync<RpcException>(
            server.Client.SayAsync(new Words(), deadline: DateTime.UnixEpoch).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        failure.Status.DebugException.ShouldBeOfType<TimeoutException>();
        called.ShouldBeFalse();
    }

    [Fact]
    public async Task Deadline_OfTheClient_EndsTheCallAndCancelsTheHandler()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { TimeProvider = clock });
        var (entered, cancelled) = HoldUntilCancelled(server);

        var call = new Echo.EchoClient(channel).SayAsync(new Words(), deadline: Start.AddHours(1).UtcDateTime);
        await entered.Bounded();
        clock.Advance(TimeSpan.FromHours(1));

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());
        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await cancelled.Bounded();
    }

    [Fact]
    public async Task Deadline_IsToldToTheServer()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { TimeProvider = clock });
        DateTime? seen = null;
        server.Service.OnSay = (request, context) =>
        {
            seen = context.Deadline;
            return Task.FromResult(request);
        };

        var deadline = Start.AddMinutes(5).AddTicks(30).UtcDateTime;
        await new Echo.EchoClient(channel).SayAsync(new Words(), deadline: deadline).ResponseAsync.Bounded();

        seen.ShouldNotBeNull().ShouldBeInRange(deadline, deadline.AddMilliseconds(1));
    }

    [Fact]
    public async Task Deadline_OnTheServer_IsAnsweredThoughTheHandlerIgnoresIt()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        using var raw = new RawClient(server.Address);
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource<Words>();
        server.Service.OnSay = (_, context) =>
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            entered.SetResult();
            return release.Task;
        };

        var reply = raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-timeout", "1H"));
        await entered.Task.Bounded();
        clock.Advance(TimeSpan.FromHours(1));

        (await reply.Bounded()).GrpcStatus.ShouldBe("4");
        server.Log.ShouldContain(entry => entry.EventId == 1003);
        release.SetResult(new Words());
    }

    [Fact]
    public async Task Deadline_OnTheServer_CancelsTheHandlerThoughItsAnswerCannotBeSent()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services
            .AddSingleton<TimeProvider>(clock)
            .AddHttpContextAccessor());
        using var raw = new RawClient(server.Address);
        var (entered, cancelled) = HoldUntilCancelled(server);
        var hold = server.Service.OnSay;
        var mayBeSent = new TaskCompletionSource();
        server.Service.OnSay = (request, context) =>
        {
            new HttpContextAccessor().HttpContext!.Response.OnStarting(() => mayBeSent.Task);
            return hold(request, context);
        };

        var reply = raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-timeout", "1H"));
        await entered.Bounded();
        clock.Advance(TimeSpan.FromHours(1));

        await cancelled.Bounded();
        reply.IsCompleted.ShouldBeFalse();
        mayBeSent.SetResult();
        (await reply.Bounded()).GrpcStatus.ShouldBe("4");
    }

    [Fact]
    public async Task Deadline_OnTheServer_IsAnsweredWithoutTheHandlersTrailers()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        using var raw = new RawClient(server.Address);
        var (entered, cancelled) = HoldUntilCancelled(server);
        var hold = server.Service.OnSay;
        server.Service.OnSay = (request, context) =>
        {
            context.ResponseTrailers.Add("set", "1");
            return hold(request, context);
        };

        var reply = raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-timeout", "1H"));
        await entered.Bounded();
        clock.Advance(TimeSpan.FromHours(1));

        (await reply.Bounded()).GrpcStatus.ShouldBe("4");
        (await reply.Bounded()).Headers.Keys.ShouldNotContain("set");
        await cancelled.Bounded();
    }

    [Fact]
    public async Task Deadline_AfterTheHeadersWereSent_IsAnsweredInTheTrailers()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        using var raw = new RawClient(server.Address);
        var entered = new TaskCompletionSource();
        server.Service.OnSay = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "head", "h" } });
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Words();
        };

        var reply = raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-timeout", "1H"));
        await entered.Task.Bounded();
        clock.Advance(TimeSpan.FromHours(1));

        (await reply.Bounded()).Trailers["grpc-status"].ShouldBe("4");
        (await reply.Bounded()).Headers["head"].ShouldBe("h");
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData("10S", 10)]
    [InlineData("1H", 60)]
    public async Task Deadline_ByTheServersOptions_IsDefaultAndMaximum(string? asked, int seconds)
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(
            options =>
            {
                options.DefaultDeadline = TimeSpan.FromSeconds(30);
                options.MaximumDeadline = TimeSpan.FromSeconds(60);
            },
            services => services.AddSingleton<TimeProvider>(clock));
        using var raw = new RawClient(server.Address);
        DateTime? seen = null;
        server.Service.OnSay = (request, context) =>
        {
            seen = context.Deadline;
            return Task.FromResult(request);
        };

        await raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: asked is null ? [] : [("grpc-timeout", asked)]);

        seen.ShouldBe(Start.AddSeconds(seconds).UtcDateTime);
    }

    [Fact]
    public async Task Timeout_OfNothing_IsAnsweredAtOnce()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        (await raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-timeout", "0n"))).GrpcStatus.ShouldBe("4");
    }

    [Fact]
    public async Task Deadline_OfTheServedCall_GoesOnToCallsOnItsBehalf()
    {
        await using var back = await RunningServer.StartAsync();
        await using var front = await RunningServer.StartAsync(options => options.MaximumDeadline = TimeSpan.FromMinutes(10));
        DateTime? seen = null;
        back.Service.OnSay = (request, context) =>
        {
            seen = context.Deadline;
            return Task.FromResult(request);
        };
        front.Service.OnSay = async (request, context) =>
            await back.Client.SayAsync(request, new CallOptions(propagationToken: context.CreatePropagationToken()));

        await front.Client.SayAsync(new Words()).ResponseAsync.Bounded();

        seen.ShouldNotBeNull().ShouldBeLessThan(DateTime.MaxValue);
    }

    [Fact]
    public async Task Cancellation_ByTheClient_ReachesTheHandler()
    {
        await using var server = await RunningServer.StartAsync();
        var (entered, cancelled) = HoldUntilCancelled(server);
        using var cancel = new CancellationTokenSource();

        var call = server.Client.SayAsync(new Words(), cancellationToken: cancel.Token);
        await entered.Bounded();
        await cancel.CancelAsync();

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());
        failure.StatusCode.ShouldBe(StatusCode.Cancelled);
        failure.Status.DebugException.ShouldBeAssignableTo<OperationCanceledException>();
        await cancelled.Bounded();
    }

    [Fact]
    public async Task Cancellation_WithADeadlineThatIsFar_ReachesTheHandler()
    {
        await using var server = await RunningServer.StartAsync(options => options.DefaultDeadline = TimeSpan.FromHours(1));
        var (entered, cancelled) = HoldUntilCancelled(server);

        var call = server.Client.SayAsync(new Words());
        await entered.Bounded();
        call.Dispose();

        (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Cancelled);
        await cancelled.Bounded();
    }

    private static (Task Entered, Task Cancelled) HoldUntilCancelled(RunningServer server)
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        server.Service.OnSay = async (request, context) =>
        {
            context.CancellationToken.Register(cancelled.SetResult);
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return request;
        };
        return (entered.Task, cancelled.Task);
    }
}

using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests;

/// <summary>What a handler of a stream may count on, and what it may not do.</summary>
public class ServerStreamTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public async Task Write_ToAClientThatDoesNotRead_Waits()
    {
        await using var server = await RunningServer.StartAsync();
        var waits = new TaskCompletionSource();
        var written = 0;
        server.Service.OnRepeat = async (request, replies, context) =>
        {
            for (; written < 10_000; written++)
            {
                var write = replies.WriteAsync(request, context.CancellationToken);
                if (!write.IsCompleted)
                {
                    waits.TrySetResult();
                }

                await write;
            }

            waits.TrySetException(new InvalidOperationException("A gigabyte was written to a client that does not read."));
        };

        using var call = server.Client.Repeat(new Words { Text = new string('x', 100_000) });
        await waits.Task.Bounded();

        for (var read = 0; read < 10; read++)
        {
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Writes_AtTheSameTime_AreRefused()
    {
        await using var server = await RunningServer.StartAsync();
        var refused = new TaskCompletionSource<Exception>();
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            // Larger than what is kept for a client, so the first write waits.
            var first = replies.WriteAsync(request);
            refused.SetResult(Should.Throw<InvalidOperationException>(() => { replies.WriteAsync(request); }));
            await first;
        };

        using var call = server.Client.Repeat(new Words { Text = new string('x', 3_000_000) });
        (await refused.Task.Bounded()).Message.ShouldContain("write");

        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Reads_AtTheSameTime_AreRefused()
    {
        await using var server = await RunningServer.StartAsync();
        var tried = new TaskCompletionSource();
        server.Service.OnCollect = async (requests, _) =>
        {
            var first = requests.MoveNext();
            var refusal = Should.Throw<InvalidOperationException>(() => { requests.MoveNext(); });
            tried.SetResult();
            (await first).ShouldBeFalse();
            return new Words { Text = refusal.Message };
        };

        using var call = server.Client.Collect();
        await tried.Task.Bounded();
        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldContain("MoveNext");
    }

    [Fact]
    public async Task Current_BeforeAndAfterTheMessages_IsNone()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnCollect = async (requests, _) =>
        {
            requests.Current.ShouldBeNull();
            (await requests.MoveNext()).ShouldBeFalse();
            requests.Current.ShouldBeNull();
            (await requests.MoveNext()).ShouldBeFalse();
            return new Words { Text = "ok" };
        };

        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("ok");
    }

    [Fact]
    public async Task Read_CancelledByItsToken_MayBeTriedAgain()
    {
        await using var server = await RunningServer.StartAsync();
        var waiting = new TaskCompletionSource();
        server.Service.OnCollect = async (requests, _) =>
        {
            using var impatient = new CancellationTokenSource();
            var read = requests.MoveNext(impatient.Token);
            await impatient.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(read);
            waiting.SetResult();
            (await requests.MoveNext()).ShouldBeTrue();
            var late = requests.Current;

            // A reply before the requests' end may overtake the write that it answers.
            (await requests.MoveNext()).ShouldBeFalse();
            return late;
        };

        using var call = server.Client.Collect();
        await waiting.Task.Bounded();
        await call.RequestStream.WriteAsync(new Words { Text = "late" }).Bounded();
        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("late");
    }

    [Fact]
    public async Task Handler_ThatReturnsWhileItReadsAndLeavesAWrite_EndsBoth()
    {
        await using var server = await RunningServer.StartAsync();
        Task<bool>? reading = null;
        IAsyncStreamReader<Words>? reader = null;
        IServerStreamWriter<Words>? writer = null;
        server.Service.OnChat = (requests, replies, _) =>
        {
            (reader, writer) = (requests, replies);
            reading = requests.MoveNext();
            var write = replies.WriteAsync(new Words { Text = new string('x', 200_000) });
            write.IsFaulted.ShouldBeFalse();
            return Task.CompletedTask;
        };

        using var call = server.Client.Chat();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();

        await Should.ThrowAsync<OperationCanceledException>(reading!.Bounded());
        await Should.ThrowAsync<OperationCanceledException>(reader!.MoveNext().Bounded());
        await Should.ThrowAsync<OperationCanceledException>(writer!.WriteAsync(new Words()).Bounded());
        (await server.Client.SayAsync(new Words { Text = "next" }).ResponseAsync.Bounded()).Text.ShouldBe("next");
    }

    [Fact]
    public async Task Reply_OverTheLimit_FailsItsWriteOnly()
    {
        await using var server = await RunningServer.StartAsync(options => options.MaxSendMessageSize = 100);
        server.ExpectsErrors = true;
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            await replies.WriteAsync(request);
            var tooLong = await Should.ThrowAsync<RpcException>(replies.WriteAsync(new Words { Text = new string('x', 99) }));
            await replies.WriteAsync(new Words { Text = tooLong.StatusCode.ToString() });
        };

        using var call = server.Client.Repeat(new Words { Text = "x" });

        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        call.ResponseStream.Current.Text.ShouldBe("ResourceExhausted");
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Request_OverTheLimit_EndsTheStreamWithItsStatus()
    {
        await using var server = await RunningServer.StartAsync(options => options.MaxReceiveMessageSize = 100);

        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(new Words { Text = "fits" }).Bounded();

        // The server refuses on the length, so that it may be this write that fails first.
        await Task.WhenAny(call.RequestStream.WriteAsync(new Words { Text = new string('x', 99) })).Bounded();

        (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Deadline_OfAStream_EndsItBehindItsRepliesAndCancelsTheHandler()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        using var raw = new RawClient(server.Address);
        var written = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception>();
        server.Service.OnRepeat = async (request, replies, context) =>
        {
            await replies.WriteAsync(request);
            written.SetResult();
            ended.SetResult(await Should.ThrowAsync<OperationCanceledException>(Task.Delay(Timeout.Infinite, context.CancellationToken)));
            await replies.WriteAsync(request);
        };

        var reply = raw.PostAsync(RawClient.Frame(0, 0), "/echo.Echo/Repeat", headers: ("grpc-timeout", "1H"));
        await written.Task.Bounded();
        clock.Advance(TimeSpan.FromHours(1));

        (await reply.Bounded()).Trailers["grpc-status"].ShouldBe("4");
        (await reply.Bounded()).Body.ShouldBe(RawClient.Frame(0, 0));
        await ended.Task.Bounded();
    }

    [Fact]
    public async Task Deadline_WhileAStreamIsRead_EndsTheRead()
    {
        var clock = new ManualClock(Start);
        await using var server = await RunningServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        var reading = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        server.Service.OnCollect = async (requests, _) =>
        {
            var read = requests.MoveNext();
            reading.SetResult();
            await Should.ThrowAsync<OperationCanceledException>(read);
            ended.SetResult();
            return new Words();
        };

        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { TimeProvider = new ManualClock(Start) });
        using var call = new Echo.EchoClient(channel).Collect(deadline: Start.AddHours(1).UtcDateTime);
        await reading.Task.Bounded();
        clock.Advance(TimeSpan.FromHours(2));

        (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await ended.Task.Bounded();
    }

    [Fact]
    public async Task Deadlines_OfTheOptions_AreForUnaryCallsOnly()
    {
        await using var server = await RunningServer.StartAsync(options =>
            options.DefaultDeadline = options.MaximumDeadline = TimeSpan.FromMinutes(1));
        var clock = TimeProvider.System;
        List<DateTime> seen = [];
        server.Service.OnRepeat = (_, _, context) =>
        {
            seen.Add(context.Deadline);
            return Task.CompletedTask;
        };

        var deadline = clock.GetUtcNow().UtcDateTime.AddHours(1);
        using var without = server.Client.Repeat(new Words());
        await without.ResponseStream.MoveNext().Bounded();
        using var with = server.Client.Repeat(new Words(), deadline: deadline);
        await with.ResponseStream.MoveNext().Bounded();

        seen[0].ShouldBe(DateTime.MaxValue);
        seen[1].ShouldBe(deadline, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Cancellation_ByTheClient_EndsReadsAndWrites()
    {
        await using var server = await RunningServer.StartAsync();
        var entered = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        server.Service.OnChat = async (requests, replies, context) =>
        {
            var read = requests.MoveNext();
            entered.SetResult();
            await Should.ThrowAsync<OperationCanceledException>(read);
            await Should.ThrowAsync<OperationCanceledException>(Task.Delay(Timeout.Infinite, context.CancellationToken));
            await Should.ThrowAsync<OperationCanceledException>(replies.WriteAsync(new Words()));
            ended.SetResult();
        };

        var call = server.Client.Chat();
        await entered.Task.Bounded();
        call.Dispose();

        await ended.Task.Bounded();
    }

    [Fact]
    public async Task Exception_OfAStreamsHandler_IsUnknownWithNothingInternal()
    {
        await using var server = await RunningServer.StartAsync();
        server.ExpectsErrors = true;
        server.Service.OnChat = (_, _, _) => throw new InvalidOperationException("secret");

        using var call = server.Client.Chat();

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());
        failure.StatusCode.ShouldBe(StatusCode.Unknown);
        failure.Status.Detail.ShouldNotContain("secret");
        server.Log.ShouldContain(entry => entry.EventId == 1000);
    }

    [Fact]
    public async Task Interceptors_SeeStreamsOfEveryKindInOrder()
    {
        List<string> seen = [];
        await using var server = await RunningServer.StartAsync(options =>
        {
            options.Interceptors.Add<Recording>(seen, "outer");
            options.Interceptors.Add<Recording>(seen, "inner");
        });

        using var repeat = server.Client.Repeat(new Words());
        await repeat.ResponseStream.MoveNext().Bounded();
        using var collect = server.Client.Collect();
        await collect.RequestStream.CompleteAsync().Bounded();
        await collect.ResponseAsync.Bounded();
        using var chat = server.Client.Chat();
        await chat.RequestStream.CompleteAsync().Bounded();
        await chat.ResponseStream.MoveNext().Bounded();

        seen.ShouldBe(["outer Repeat", "inner Repeat", "outer Collect", "inner Collect", "outer Chat", "inner Chat"]);
    }

    private sealed class Recording(List<string> seen, string name) : Interceptor
    {
        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} Repeat");
            return continuation(request, responseStream, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} Collect");
            return continuation(requestStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} Chat");
            return continuation(requestStream, responseStream, context);
        }
    }

    [Fact]
    public async Task Write_GivenUpByItsToken_CancelsTheCall()
    {
        await using var server = await RunningServer.StartAsync();
        using var impatient = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            while (true)
            {
                var write = replies.WriteAsync(request, impatient.Token);
                if (!write.IsCompleted)
                {
                    await impatient.CancelAsync();
                    await Should.ThrowAsync<OperationCanceledException>(write);
                    ended.SetResult();
                    return;
                }
            }
        };

        using var call = server.Client.Repeat(new Words { Text = new string('x', 100_000) });
        await ended.Task.Bounded();

        var failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext().Bounded())
            {
                // What was written before.
            }
        });
        failure.StatusCode.ShouldBe(StatusCode.Cancelled);
    }
}

using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Http;

namespace Maas.Grpc.Server.Tests;

/// <summary>The client's streams, against a server that writes its frames by hand.</summary>
public class ClientStreamTests
{
    [Fact]
    public async Task ServerStream_IsReadToItsEnd_WithHeadersStatusAndTrailers()
    {
        await using var server = await ServeAsync(async call =>
        {
            call.Http.Response.Headers["head"] = "h";
            await call.StartAsync();
            var request = await call.ReadAsync();
            (await call.ReadAsync()).ShouldBeNull();
            await call.WriteAsync(request + "1");
            await call.WriteAsync(request + "2");
            call.Http.Response.AppendTrailer("tail", "t");
            call.End(0);
        });

        using var call = server.Client.Repeat(new Words { Text = "w" });
        var replies = await ReadAllAsync(call.ResponseStream);

        replies.ShouldBe(["w1", "w2"]);
        (await call.ResponseHeadersAsync.Bounded()).GetValue("head").ShouldBe("h");
        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        call.GetTrailers().GetValue("tail").ShouldBe("t");
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task ClientStream_IsAnsweredAfterItsEnd()
    {
        await using var server = await ServeAsync(async call =>
        {
            var all = "";
            while (await call.ReadAsync() is { } text)
            {
                all += text;
            }

            await call.StartAsync();
            await call.WriteAsync(all);
            call.End(0);
        });

        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(new Words { Text = "a" }).Bounded();
        await call.RequestStream.WriteAsync(new Words { Text = "b" }).Bounded();
        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("ab");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task ClientStream_OfNothing_EndsTheRequestsAtOnce()
    {
        await using var server = await ServeAsync(async call =>
        {
            (await call.ReadAsync()).ShouldBeNull();
            await call.StartAsync();
            await call.WriteAsync("none");
            call.End(0);
        });

        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync().Bounded();
        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("none");
    }

    [Fact]
    public async Task Duplex_TakesTurns()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            while (await call.ReadAsync() is { } text)
            {
                await call.WriteAsync(text + "!");
            }

            await call.WriteAsync("end");
            call.End(0);
        });

        using var call = server.Client.Chat();
        for (var number = 0; number < 50; number++)
        {
            await call.RequestStream.WriteAsync(new Words { Text = $"{number}" }).Bounded();
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
            call.ResponseStream.Current.Text.ShouldBe($"{number}!");
        }

        await call.RequestStream.CompleteAsync().Bounded();
        (await ReadAllAsync(call.ResponseStream)).ShouldBe(["end"]);
    }

    [Fact]
    public async Task Duplex_IsServedBeforeItsFirstRequest()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("welcome");
            (await call.ReadAsync()).ShouldBeNull();
            call.End(0);
        });

        using var call = server.Client.Chat();
        await call.ResponseHeadersAsync.Bounded();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        call.ResponseStream.Current.Text.ShouldBe("welcome");
        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Duplex_CarriesThousandsOfMessagesBothWaysAtOnce()
    {
        const int Count = 5000;
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            while (await call.ReadAsync() is { } text)
            {
                await call.WriteAsync(text);
            }

            call.End(0);
        });

        using var call = server.Client.Chat();
        var texts = Enumerable.Range(0, Count).Select(number => number + new string('x', number % 300)).ToList();
        var writing = Task.Run(async () =>
        {
            foreach (var text in texts)
            {
                await call.RequestStream.WriteAsync(new Words { Text = text });
            }

            await call.RequestStream.CompleteAsync();
        });

        var replies = await ReadAllAsync(call.ResponseStream);

        await writing.Bounded();
        replies.ShouldBe(texts);
    }

    [Fact]
    public async Task Messages_OfManySizes_ArriveWhole()
    {
        int[] sizes = [0, 1, 4090, 4091, 4092, 70_000, 3, 3_000_000, 2, 65_530, 1_100_000, 0];
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            while (await call.ReadAsync() is { } text)
            {
                await call.WriteAsync(text);
            }

            call.End(0);
        });

        using var call = server.Client.Chat();
        var reading = ReadAllAsync(call.ResponseStream);
        foreach (var size in sizes)
        {
            await call.RequestStream.WriteAsync(new Words { Text = new string('x', size) }).Bounded();
        }

        await call.RequestStream.CompleteAsync().Bounded();

        (await reading).Select(text => text.Length).ShouldBe(sizes);
    }

    [Fact]
    public async Task BufferedMessages_AreSentWithTheEnd()
    {
        await using var server = await ServeAsync(async call =>
        {
            var all = "";
            while (await call.ReadAsync() is { } text)
            {
                all += text;
            }

            await call.StartAsync();
            await call.WriteAsync(all);
            call.End(0);
        });

        using var call = server.Client.Collect();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new Words { Text = text }).Bounded();
        }

        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("abc");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task TrailersOnly_EndsAStreamWithoutMessages(int status)
    {
        await using var server = await ServeAsync(call =>
        {
            call.Http.Response.ContentType = "application/grpc";
            call.Http.Response.Headers["grpc-status"] = status.ToString();
            call.Http.Response.Headers["tail"] = "t";
            return Task.CompletedTask;
        });

        using var call = server.Client.Repeat(new Words());
        var end = call.ResponseStream.MoveNext();

        if (status == 0)
        {
            (await end.Bounded()).ShouldBeFalse();
        }
        else
        {
            var failure = await Should.ThrowAsync<RpcException>(end.Bounded());
            failure.StatusCode.ShouldBe(StatusCode.NotFound);
            failure.Trailers.GetValue("tail").ShouldBe("t");
            failure.Status.DebugException.ShouldBeNull();
        }

        call.GetStatus().StatusCode.ShouldBe((StatusCode)status);
        call.GetTrailers().GetValue("tail").ShouldBe("t");
    }

    [Fact]
    public async Task StatusAfterMessages_IsThrownBehindThem()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await call.WriteAsync("first");
            await call.WriteAsync("second");
            call.Http.Response.AppendTrailer("tail", "t");
            call.End(9, "not %E6%A8%A1");
        });

        using var call = server.Client.Repeat(new Words());
        var replies = new List<string>();
        var failure = await Should.ThrowAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext().Bounded())
            {
                replies.Add(call.ResponseStream.Current.Text);
            }
        });

        replies.ShouldBe(["first", "second"]);
        failure.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, "not 模"));
        failure.Trailers.GetValue("tail").ShouldBe("t");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        (await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded())).StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task SecondReader_IsRefused()
    {
        var release = new TaskCompletionSource();
        await using var server = await ServeAsync(async call =>
        {
            await call.StartAsync();
            await release.Task;
            call.End(0);
        });

        using var call = server.Client.Repeat(new Words());
        var first = call.ResponseStream.MoveNext();
        await Should.ThrowAsync<InvalidOperationException>(call.ResponseStream.MoveNext().Bounded());
        Should.Throw<InvalidOperationException>(() => call.GetStatus());
        Should.Throw<InvalidOperationException>(() => call.GetTrailers());
        release.SetResult();

        (await first.Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_AfterTheStreamWasCompleted_IsRefused()
    {
        await using var server = await ServeAsync(async call =>
        {
            await call.ReadAsync();
            await call.StartAsync();
            await call.WriteAsync("done");
            call.End(0);
        });

        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync().Bounded();
        await Should.ThrowAsync<InvalidOperationException>(call.RequestStream.WriteAsync(new Words()).Bounded());
        await Should.ThrowAsync<ArgumentNullException>(call.RequestStream.WriteAsync(null!).Bounded());

        (await call.ResponseAsync.Bounded()).Text.ShouldBe("done");
        await Should.ThrowAsync<InvalidOperationException>(call.RequestStream.WriteAsync(new Words()).Bounded());
    }

    [Fact]
    public async Task Message_ThatCannotBeSent_LeavesTheStreamAsItIs()
    {
        await using var server = await ServeAsync(async call =>
        {
            var text = await call.ReadAsync();
            (await call.ReadAsync()).ShouldBeNull();
            await call.StartAsync();
            await call.WriteAsync(text!);
            call.End(0);
        });

        using var call = server.Client.Collect();
        var failure = await Should.ThrowAsync<RpcException>(
            call.RequestStream.WriteAsync(new Words { Text = new string('x', 4 * 1024 * 1024) }).Bounded());
        await call.RequestStream.WriteAsync(new Words { Text = "short" }).Bounded();
        await call.RequestStream.CompleteAsync().Bounded();

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        failure.Status.DebugException.ShouldNotBeNull();
        (await call.ResponseAsync.Bounded()).Text.ShouldBe("short");
    }

    [Fact]
    public async Task Request_OfAServerStream_ThatCannotBeSent_FailsTheCall()
    {
        await using var server = await ServeAsync(_ => Task.CompletedTask);

        using var call = server.Client.Repeat(new Words { Text = new string('x', 4 * 1024 * 1024) });
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    private static Task<BrokenServer> ServeAsync(Func<FramedCall, Task> serve) => BrokenServer.StartAsync(http => serve(new FramedCall(http)));

    private static async Task<List<string>> ReadAllAsync(IAsyncStreamReader<Words> stream)
    {
        List<string> texts = [];
        while (await stream.MoveNext().Bounded())
        {
            texts.Add(stream.Current.Text);
        }

        return texts;
    }
}

using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

/// <summary>Our client and our server stream to each other over a real connection.</summary>
public class StreamingCallTests
{
    private const int Many = 10_000;

    [Fact]
    public async Task Repeat_SendsEveryReplyInOrder()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnRepeat = async (_, replies, _) =>
        {
            for (var number = 0; number < Many; number++)
            {
                await replies.WriteAsync(new Words { Text = $"{number}" });
            }
        };

        using var call = server.Client.Repeat(new Words());
        var texts = await TextsOf(call.ResponseStream).Bounded();

        texts.ShouldBe(Enumerable.Range(0, Many).Select(number => $"{number}"));
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Collect_TakesEveryRequestInOrder()
    {
        await using var server = await RunningServer.StartAsync();

        using var call = server.Client.Collect();
        for (var number = 0; number < Many; number++)
        {
            await call.RequestStream.WriteAsync(new Words { Text = $"{number}" }).Bounded();
        }

        await call.RequestStream.CompleteAsync().Bounded();

        (await call.ResponseAsync.Bounded()).Text.ShouldBe(string.Join(' ', Enumerable.Range(0, Many)));
    }

    [Fact]
    public async Task Chat_AnswersEachRequestBeforeTheNext()
    {
        await using var server = await RunningServer.StartAsync();

        using var call = server.Client.Chat();
        for (var number = 0; number < 1000; number++)
        {
            await call.RequestStream.WriteAsync(new Words { Text = $"{number}" }).Bounded();
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
            call.ResponseStream.Current.Text.ShouldBe($"{number}");
        }

        await call.RequestStream.CompleteAsync().Bounded();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Chat_WithoutAMessage_EndsWell()
    {
        await using var server = await RunningServer.StartAsync();

        using var call = server.Client.Chat();
        await call.RequestStream.CompleteAsync().Bounded();

        (await TextsOf(call.ResponseStream).Bounded()).ShouldBeEmpty();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Chat_OnManyStreamsAtOnce_KeepsThemApart()
    {
        await using var server = await RunningServer.StartAsync();

        var calls = Enumerable.Range(0, 250).Select(async number =>
        {
            using var call = server.Client.Chat();
            for (var index = 0; index < 20; index++)
            {
                await call.RequestStream.WriteAsync(new Words { Text = $"{number} {index}" });
            }

            await call.RequestStream.CompleteAsync();
            return await TextsOf(call.ResponseStream);
        });

        var all = await Task.WhenAll(calls).Bounded();
        for (var number = 0; number < all.Length; number++)
        {
            all[number].ShouldBe(Enumerable.Range(0, 20).Select(index => $"{number} {index}"));
        }
    }

    [Fact]
    public async Task Collect_OfMoreThanKestrelsBodyLimit_IsTaken()
    {
        await using var server = await RunningServer.StartAsync();
        long taken = 0;
        server.Service.OnCollect = async (requests, _) =>
        {
            await foreach (var request in requests.ReadAllAsync())
            {
                taken += request.Text.Length;
            }

            return new Words();
        };

        using var call = server.Client.Collect();
        var message = new Words { Text = new string('x', 1_000_000) };
        for (var number = 0; number < 40; number++)
        {
            await call.RequestStream.WriteAsync(message).Bounded();
        }

        await call.RequestStream.CompleteAsync().Bounded();
        await call.ResponseAsync.Bounded();

        taken.ShouldBe(40_000_000);
    }

    [Fact]
    public async Task Headers_AndTrailers_StandAroundTheMessages()
    {
        await using var server = await RunningServer.StartAsync();
        var goOn = new TaskCompletionSource();
        server.Service.OnRepeat = async (request, replies, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "head", context.RequestHeaders.GetValue("asked")! } });
            await goOn.Task;
            await replies.WriteAsync(request);
            context.ResponseTrailers.Add("tail", "t");
        };

        using var call = server.Client.Repeat(new Words { Text = "x" }, new Metadata { { "asked", "a" } });

        (await call.ResponseHeadersAsync.Bounded()).GetValue("head").ShouldBe("a");
        Should.Throw<InvalidOperationException>(() => call.GetTrailers());
        goOn.SetResult();
        (await TextsOf(call.ResponseStream).Bounded()).ShouldBe(["x"]);
        call.GetTrailers().GetValue("tail").ShouldBe("t");
    }

    [Fact]
    public async Task Failure_AfterSomeReplies_ComesBehindThem()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            await replies.WriteAsync(request);
            throw new RpcException(new Status(StatusCode.OutOfRange, "behind"), new Metadata { { "tail", "t" } });
        };

        using var call = server.Client.Repeat(new Words { Text = "x" });

        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());
        failure.StatusCode.ShouldBe(StatusCode.OutOfRange);
        failure.Status.Detail.ShouldBe("behind");
        failure.Trailers.GetValue("tail").ShouldBe("t");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_EndedByTheServerEarly_EndsForItsClient(bool fails)
    {
        await using var server = await RunningServer.StartAsync();
        var written = new TaskCompletionSource();
        server.Service.OnChat = async (requests, replies, context) =>
        {
            (await requests.MoveNext()).ShouldBeTrue();
            await replies.WriteAsync(requests.Current);
            await written.Task;
            context.Status = fails ? new Status(StatusCode.Aborted, "enough") : Status.DefaultSuccess;
        };

        using var call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new Words { Text = "one" }).Bounded();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        written.SetResult();

        if (fails)
        {
            (await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded())).StatusCode.ShouldBe(StatusCode.Aborted);
        }
        else
        {
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
        }

        (await server.Client.SayAsync(new Words { Text = "next" }).ResponseAsync.Bounded()).Text.ShouldBe("next");
    }

    [Fact]
    public async Task Replies_WithABufferHint_ArriveTogether()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            replies.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
            for (var number = 0; number < 1000; number++)
            {
                await replies.WriteAsync(request);
            }
        };

        using var call = server.Client.Repeat(new Words { Text = new string('x', 500) });

        (await TextsOf(call.ResponseStream).Bounded()).Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Compressed_BothWays_IsReadAsItWasWritten()
    {
        await using var server = await RunningServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        List<bool> compressed = [];
        server.Service.OnChat = async (requests, replies, context) =>
        {
            await foreach (var request in requests.ReadAllAsync())
            {
                compressed.Add(((ServerCall)context).IsRequestCompressed);
                await replies.WriteAsync(request);
            }
        };

        using var call = server.Client.Chat(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        await call.RequestStream.WriteAsync(new Words { Text = "a" }).Bounded();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new Words { Text = "b" }).Bounded();
        await call.RequestStream.CompleteAsync().Bounded();

        (await TextsOf(call.ResponseStream).Bounded()).ShouldBe(["a", "b"]);
        compressed.ShouldBe([true, false]);
    }

    private static async Task<List<string>> TextsOf(IAsyncStreamReader<Words> stream)
    {
        List<string> texts = [];
        await foreach (var words in stream.ReadAllAsync())
        {
            texts.Add(words.Text);
        }

        return texts;
    }
}

using Grpc.Core;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>Replies that end with a status, and whether the call is made again.</summary>
public class AnsweredAttemptTests
{
    public static TheoryData<string> FailuresOfAUnaryCall => ["trailers only", "head and trailers", "message and trailers", "an HTTP status"];

    [Theory]
    [MemberData(nameof(FailuresOfAUnaryCall))]
    public async Task UnaryCall_ThatFailsAnyhow_IsMadeAgain(string how)
    {
        using var server = new RawServer(RetryOptions.For(RetryOptions.Policy()));
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync("Say");
        using var peer = await accepting;

        await peer.WriteAsync(Failure((await peer.ReadRequestAsync()).Stream, how));
        var again = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(again.Stream));

        (await call).ShouldBe(["hi"]);
        again.Head[RetryFrames.PreviousAttempts].ShouldBe("1");
        await peer.ShouldBeDoneAsync(server);
    }

    [Fact]
    public async Task StreamOfReplies_WithAHead_IsFinal()
    {
        using var server = new RawServer(RetryOptions.For(RetryOptions.Policy()));
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync("Repeat");
        using var peer = await accepting;

        await peer.WriteAsync(Failure((await peer.ReadRequestAsync()).Stream, "head and trailers"));

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
        await peer.ShouldBeDoneAsync(server);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-1", false)]
    [InlineData("\x1", false)]
    public async Task PushBack_InTrailersAfterAHead_Counts(string pushBack, bool isMadeAgain)
    {
        var policy = RetryOptions.Policy();
        policy.InitialBackoff = policy.MaxBackoff = TimeSpan.FromHours(1);
        using var server = new RawServer(RetryOptions.For(policy));
        var accepting = server.AcceptAsync();
        using var call = server.Client.SayAsync(new() { Text = "hi" });
        using var peer = await accepting;

        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync(EchoFrames.ReplyHead(stream), EchoFrames.Trailers(stream, ("grpc-status", "14"), ("grpc-retry-pushback-ms", pushBack)));
        if (isMadeAgain)
        {
            await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
            (await call.ResponseAsync.Bounded()).Text.ShouldBe("hi");
        }
        else
        {
            (await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Unavailable);
        }
    }

    [Fact]
    public async Task Head_ThatIsAskedForEarly_IsThatOfTheReplyInTheEnd()
    {
        using var server = new RawServer(RetryOptions.For(RetryOptions.Policy()));
        var accepting = server.AcceptAsync();
        using var unary = server.Client.SayAsync(new() { Text = "hi" });
        using var peer = await accepting;
        var request = await peer.ReadRequestAsync();
        using var stream = server.Client.Repeat(new() { Text = "hi" });
        Task<Metadata>[] heads = [unary.ResponseHeadersAsync, stream.ResponseHeadersAsync];

        Http2Message[] requests = [request, await peer.ReadRequestAsync()];
        foreach (var failing in requests)
        {
            await peer.WriteAsync(RetryFrames.Failure(failing.Stream, ("grpc-status", "14"), ("number", "1")));
        }

        for (var again = 0; again < 2; again++)
        {
            var number = (await peer.ReadRequestAsync()).Stream;
            await peer.WriteAsync([EchoFrames.ReplyHead(number, ("number", "2")), .. EchoFrames.Reply(number)[1..]]);
        }

        (await Task.WhenAll(heads).Bounded()).Select(head => head.GetValue("number")).ShouldBe(["2", "2"]);
        (await unary.ResponseAsync.Bounded()).Text.ShouldBe("hi");
        (await stream.ResponseStream.MoveNext(CancellationToken.None).Bounded()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Head_OfACallThatFailsInTheEnd_IsThatOfTheLastAttempt(bool isUnary)
    {
        var policy = RetryOptions.Policy();
        policy.MaxAttempts = 2;
        using var server = new RawServer(RetryOptions.For(policy));
        var accepting = server.AcceptAsync();
        using var unary = isUnary ? server.Client.SayAsync(new()) : null;
        using var stream = isUnary ? null : server.Client.Repeat(new());
        var head = unary?.ResponseHeadersAsync ?? stream!.ResponseHeadersAsync;
        using var peer = await accepting;

        foreach (var number in new[] { "1", "2" })
        {
            await peer.WriteAsync(RetryFrames.Failure((await peer.ReadRequestAsync()).Stream, ("grpc-status", "14"), ("number", number)));
        }

        (await head.Bounded()).GetValue("number").ShouldBe("2");
    }

    // Another attempt would find the same.
    [Theory]
    [InlineData("a message over the limit", StatusCode.ResourceExhausted)]
    [InlineData("a message that cannot be read", StatusCode.Internal)]
    [InlineData("no message", StatusCode.Unimplemented)]
    [InlineData("something else than gRPC", StatusCode.Unknown)]
    public async Task Reply_ThatIsFoundWanting_IsFinal(string what, StatusCode code)
    {
        var options = RetryOptions.For(RetryOptions.Policy(code));
        options.MaxReceiveMessageSize = 100;
        using var server = new RawServer(options);
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync("Say");
        using var peer = await accepting;
        var stream = (await peer.ReadRequestAsync()).Stream;

        await peer.WriteAsync(what switch
        {
            "a message over the limit" => [EchoFrames.ReplyHead(stream), Http2Frame.OfData(stream, RawClient.Frame(0, 101))],
            "a message that cannot be read" =>
                [EchoFrames.ReplyHead(stream), Http2Frame.OfData(stream, RawClient.Frame(0, 1, 0xFF)), EchoFrames.Trailers(stream, ("grpc-status", "0"))],
            "no message" => [EchoFrames.ReplyHead(stream), EchoFrames.Trailers(stream, ("grpc-status", "0"))],
            _ => [Http2Frame.OfHeaders(stream, Hpack.Write((":status", "200"), ("content-type", "text/html")), endStream: true)],
        });

        (await failing).StatusCode.ShouldBe(code);
        await peer.ShouldBeDoneAsync(server);
    }

    private static Http2Frame[] Failure(int stream, string how) => how switch
    {
        "trailers only" => [RetryFrames.Failure(stream, ("grpc-status", "14"))],
        "head and trailers" => [EchoFrames.ReplyHead(stream), EchoFrames.Trailers(stream, ("grpc-status", "14"))],
        "message and trailers" => [.. EchoFrames.Reply(stream)[..2], EchoFrames.Trailers(stream, ("grpc-status", "14"))],
        _ => [Http2Frame.OfHeaders(stream, Hpack.Write((":status", "503"), ("content-type", "text/html")), endStream: true)],
    };
}

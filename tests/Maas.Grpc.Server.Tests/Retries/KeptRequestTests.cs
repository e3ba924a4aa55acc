using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>What a later attempt sends.</summary>
public class KeptRequestTests
{
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Request_ChangedByItsCaller_IsSentAsItWas(bool isUnary, bool isCompressed)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        var client = new Echo.EchoClient(channel);
        var before = new string('b', 1000);
        var attempts = Attempts.Of(server.Service, failing: 2);
        Metadata metadata = isCompressed ? [.. Gzip] : [];
        metadata.Add("number", "1");

        var words = new Words { Text = before };
        using var unary = isUnary ? client.SayAsync(words, metadata) : null;
        using var stream = isUnary ? null : client.Repeat(words, metadata);
        words.Text = "after";
        metadata.Clear();

        var reply = unary is not null ? await unary.ResponseAsync.Bounded() : await FirstAsync(stream!.ResponseStream).Bounded();
        reply.Text.ShouldBe(before);
        attempts.Texts.ShouldBe([before, before, before]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Attempts_SendTheSameButForTheirNumber(string? encoding)
    {
        using var server = new RawServer(RetryOptions.For(RetryOptions.Policy()));
        Metadata metadata = [new("number", "1"), new("grpc-previous-rpc-attempts", "7"), new("bytes-bin", [1, 2, 3])];
        if (encoding is not null)
        {
            metadata.Add("grpc-internal-encoding-request", encoding);
        }

        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync("Say", new CallOptions(metadata));
        using var peer = await accepting;
        var first = await peer.ReadRequestAsync();
        metadata.Clear();
        await peer.WriteAsync(RetryFrames.Failure(first.Stream, ("grpc-status", "14")));
        var second = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(second.Stream));

        (await call).ShouldBe(["hi"]);
        first.Head["number"].ShouldBe("1");
        first.Body[0].ShouldBe((byte)(encoding is null ? 0 : 1));
        second.Body.ShouldBe(first.Body);
        second.Head.Except(first.Head).ShouldBe([new("grpc-previous-rpc-attempts", "1")]);
        first.Head.Except(second.Head).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, 0, 2)]
    [InlineData(true, -1, 1)]
    [InlineData(false, 0, 2)]
    [InlineData(false, -1, 1)]
    public async Task Request_OverWhatIsKept_IsSentOnce(bool isUnary, int room, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var words = new Words { Text = new string('w', 1000) };
        var options = RetryOptions.For(RetryOptions.Policy());
        options.MaxRetryBufferPerCallSize = words.CalculateSize() + 5 + room;
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var client = new Echo.EchoClient(channel);
        var attempts = Attempts.Of(server.Service, failing: 1);

        var ending = isUnary ? client.SayAsync(words).ResponseAsync : FirstAsync(client.Repeat(words).ResponseStream);
        var outcome = await OutcomeAsync(ending);

        outcome.ShouldBe(expected == 1 ? StatusCode.Unavailable : StatusCode.OK);
        attempts.Texts.ShouldBe(Enumerable.Repeat(words.Text, expected));
    }

    [Fact]
    public async Task Request_ThatCannotBeSent_IsNotTriedAgain()
    {
        await using var server = await RunningServer.StartAsync();
        var options = RetryOptions.For(RetryOptions.Policy(StatusCode.ResourceExhausted, StatusCode.Internal));
        options.MaxSendMessageSize = 10;
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var client = new Echo.EchoClient(channel);
        var attempts = Attempts.Of(server.Service, failing: 0);

        var tooLong = client.SayAsync(new Words { Text = "more than ten bytes" });
        (await Should.ThrowAsync<RpcException>(tooLong.ResponseAsync.Bounded())).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        var unknown = await client.FailureOfAsync("Say", new CallOptions(new Metadata { { "grpc-internal-encoding-request", "br" } }));
        unknown.StatusCode.ShouldBe(StatusCode.Internal);

        attempts.Texts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("yes", 2)]
    [InlineData("no", 1)]
    public async Task Policy_ThatAppliesToSomeRequests_LeavesOthers(string text, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy();
        policy.AppliesTo = request => ((Words)request).Text == "yes";
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(policy));
        var client = new Echo.EchoClient(channel);
        foreach (var isUnary in new[] { true, false })
        {
            var attempts = Attempts.Of(server.Service, failing: 1);
            var words = new Words { Text = text };

            var ending = isUnary ? client.SayAsync(words).ResponseAsync : FirstAsync(client.Repeat(words).ResponseStream);
            var outcome = await OutcomeAsync(ending);

            outcome.ShouldBe(expected == 1 ? StatusCode.Unavailable : StatusCode.OK);
            attempts.Texts.Count().ShouldBe(expected);
            server.Service.OnSay = (request, _) => Task.FromResult(request);
        }
    }

    [Fact]
    public async Task Policy_WhoseQuestionThrows_ThrowsToTheCaller()
    {
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy();
        policy.AppliesTo = _ => throw new FormatException("ours");
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(policy));
        var attempts = Attempts.Of(server.Service, failing: 0);

        Should.Throw<FormatException>(() => new Echo.EchoClient(channel).SayAsync(new Words())).Message.ShouldBe("ours");

        attempts.Texts.ShouldBeEmpty();
    }

    private static async Task<Words> FirstAsync(IAsyncStreamReader<Words> replies)
    {
        (await replies.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return replies.Current;
    }

    private static async Task<StatusCode> OutcomeAsync(Task ending)
    {
        try
        {
            await ending.Bounded();
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}

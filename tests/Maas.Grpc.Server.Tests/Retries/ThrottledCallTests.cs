using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>What takes and gives tokens: of four, of which more than two must be left for a call to be made again.</summary>
public class ThrottledCallTests
{
    private static readonly MethodName Say = new() { Service = "echo.Echo", Method = "Say" };

    [Fact]
    public async Task Failures_EndRetriesUntilOtherCallsSucceed()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(RetryOptions.Policy()));
        var client = new Echo.EchoClient(channel);
        var say = server.Service.OnSay;

        var attempts = Attempts.Of(server.Service, failing: 3);
        await client.FailureOfAsync("Say");
        attempts.Previous.ShouldBe([null, "1"]);
        await client.FailureOfAsync("Say");
        attempts.Previous.ShouldBe([null, "1", null]);

        for (var success = 0; success < 5; success++)
        {
            await client.CallAsync("Say");
        }

        server.Service.OnSay = say;
        attempts = Attempts.Of(server.Service, failing: 1);
        await client.CallAsync("Say");
        attempts.Previous.ShouldBe([null, "1"]);
    }

    [Fact]
    public async Task Successes_OfMethodsWithoutAPolicy_GiveTokensToo()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(RetryOptions.Policy(), Say));
        var client = new Echo.EchoClient(channel);
        var attempts = Attempts.Of(server.Service, failing: 3);
        await client.FailureOfAsync("Say");

        foreach (var method in new[] { "Collect", "Chat", "Chat", "Collect" })
        {
            await client.CallAsync(method);
        }

        await client.CallAsync("Say");
        attempts.Previous.ShouldBe([null, "1", null, "1"]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Failures_ThatThePolicyDoesNotName_TakeNone(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(RetryOptions.Policy()));
        var client = new Echo.EchoClient(channel);
        var attempts = Attempts.Of(server.Service, failing: 5, number => new RpcException(
            new Status(number < 5 ? StatusCode.Aborted : StatusCode.Unavailable, "no")));
        for (var call = 0; call < 4; call++)
        {
            await client.FailureOfAsync(method);
        }

        await client.CallAsync(method);

        attempts.Previous.ShouldBe([null, null, null, null, null, "1"]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task PushBackForever_TakesATokenWhateverTheCall(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(RetryOptions.Policy(), Say));
        var client = new Echo.EchoClient(channel);
        server.Service.OnSay = (_, _) => throw StayAway();
        server.Service.OnRepeat = (_, _, _) => throw StayAway();
        server.Service.OnCollect = (_, _) => throw StayAway();
        server.Service.OnChat = (_, _, _) => throw StayAway();
        await client.FailureOfAsync(method);

        server.Service.OnSay = (request, _) => Task.FromResult(request);
        var attempts = Attempts.Of(server.Service, failing: 1);
        await client.FailureOfAsync("Say");

        attempts.Previous.ShouldBe([null]);
    }

    [Fact]
    public async Task Failure_OfAStreamThatHadBegun_TakesOne()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, Options(RetryOptions.Policy()));
        var client = new Echo.EchoClient(channel);
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            await replies.WriteAsync(request);
            throw new RpcException(new Status(StatusCode.Unavailable, "no more"));
        };
        await client.FailureOfAsync("Repeat");

        var attempts = Attempts.Of(server.Service, failing: 1);
        await client.FailureOfAsync("Say");

        attempts.Previous.ShouldBe([null]);
    }

    [Fact]
    public async Task Calls_ThatTheirCallerEnds_TakeNone()
    {
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy(StatusCode.Unavailable, StatusCode.Cancelled, StatusCode.DeadlineExceeded);
        using var channel = GrpcChannel.ForAddress(server.Address, Options(policy));
        var client = new Echo.EchoClient(channel);
        for (var call = 0; call < 4; call++)
        {
            await client.FailureOfAsync("Say", new CallOptions(cancellationToken: new CancellationToken(canceled: true)));
            await client.FailureOfAsync("Repeat", new CallOptions(deadline: DateTime.UnixEpoch));
        }

        var attempts = Attempts.Of(server.Service, failing: 1);
        await client.CallAsync("Say");

        attempts.Previous.ShouldBe([null, "1"]);
    }

    private static RpcException StayAway() =>
        new(new Status(StatusCode.Aborted, "stay away"), new Metadata { { "grpc-retry-pushback-ms", "-1" } });

    private static GrpcChannelOptions Options(RetryPolicy policy, params MethodName[] names)
    {
        var options = RetryOptions.For(policy, names);
        options.ServiceConfig!.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.5 };
        return options;
    }
}

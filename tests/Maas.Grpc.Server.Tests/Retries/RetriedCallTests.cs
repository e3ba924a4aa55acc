using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>Which calls are made again, and how often.</summary>
public class RetriedCallTests
{
    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Call_ThatFailsTwice_IsMadeAgain(string method)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        var attempts = Attempts.Of(server.Service, failing: 2);

        (await new Echo.EchoClient(channel).CallAsync(method)).ShouldBe(["hi"]);

        attempts.Previous.ShouldBe([null, "1", "2"]);
        await requests.NoneAsync().Bounded();
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Call_OfWhichEveryAttemptFails_FailsAsTheLast(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        var attempts = Attempts.Of(server.Service, failing: 9, number => new RpcException(
            new Status(StatusCode.Unavailable, $"failure {number}"),
            new Metadata { { "number", $"{number}" } }));

        var failure = await new Echo.EchoClient(channel).FailureOfAsync(method);

        failure.Status.Detail.ShouldBe("failure 4");
        failure.Status.DebugException.ShouldBeNull();
        failure.Trailers.GetValue("number").ShouldBe("4");
        attempts.Previous.ShouldBe([null, "1", "2", "3"]);
    }

    [Fact]
    public async Task Call_ThatBlocks_IsMadeAgain()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        var attempts = Attempts.Of(server.Service, failing: 1);

        var reply = await Task.Run(() => new Echo.EchoClient(channel).Say(new Words { Text = "hi" })).Bounded();

        reply.Text.ShouldBe("hi");
        attempts.Previous.Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("Say", StatusCode.Aborted)]
    [InlineData("Repeat", StatusCode.Aborted)]
    [InlineData("Say", StatusCode.Cancelled)]
    [InlineData("Say", StatusCode.DeadlineExceeded)]
    public async Task Status_ThatThePolicyDoesNotName_IsFinal(string method, StatusCode code)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        var attempts = Attempts.Of(server.Service, failing: 2, _ => new RpcException(new Status(code, "no")));

        (await new Echo.EchoClient(channel).FailureOfAsync(method)).StatusCode.ShouldBe(code);

        attempts.Previous.ShouldBe([null]);
    }

    [Theory]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Unauthenticated)]
    public async Task Status_OfTheServers_CountsWhateverItIs(StatusCode code)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy(StatusCode.Aborted, code)));
        var attempts = Attempts.Of(server.Service, failing: 1, _ => new RpcException(new Status(code, "again")));

        (await new Echo.EchoClient(channel).CallAsync("Say")).ShouldBe(["hi"]);

        attempts.Previous.ShouldBe([null, "1"]);
    }

    [Theory]
    [InlineData("echo.Echo", "Say", 2)]
    [InlineData("echo.Echo", null, 2)]
    [InlineData("", "", 2)]
    [InlineData(null, null, 2)]
    [InlineData("echo.Echo", "Repeat", 1)]
    [InlineData("echo.Ech", null, 1)]
    [InlineData("echo.Echo", "say", 1)]
    public async Task Policy_HoldsForTheMethodsThatItNames(string? service, string? method, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var options = RetryOptions.For(RetryOptions.Policy(), new MethodName { Service = service, Method = method });
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var attempts = Attempts.Of(server.Service, failing: 1);

        await new Echo.EchoClient(channel).SayAsync(new Words()).ResponseAsync.Bounded().ContinueWith(_ => { });

        attempts.Previous.Count().ShouldBe(expected);
    }

    [Fact]
    public async Task Method_NamedWithoutAPolicy_HasNoneOfAWiderName()
    {
        await using var server = await RunningServer.StartAsync();
        var options = RetryOptions.For(RetryOptions.Policy());
        options.ServiceConfig!.MethodConfigs.Add(RetryOptions.MethodConfig(null, new MethodName { Service = "echo.Echo", Method = "Say" }));
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var attempts = Attempts.Of(server.Service, failing: 1);

        (await new Echo.EchoClient(channel).FailureOfAsync("Say")).StatusCode.ShouldBe(StatusCode.Unavailable);

        attempts.Previous.ShouldBe([null]);
    }

    [Fact]
    public async Task Channel_WithoutAServiceConfig_MakesCallsOnce()
    {
        await using var server = await RunningServer.StartAsync();
        var attempts = Attempts.Of(server.Service, failing: 1);

        (await server.Client.FailureOfAsync("Say")).StatusCode.ShouldBe(StatusCode.Unavailable);

        attempts.Previous.ShouldBe([null]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 6)]
    [InlineData(null, 6)]
    public async Task MaxRetryAttempts_IsTheMost(int? most, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy();
        policy.MaxAttempts = 6;
        var options = RetryOptions.For(policy);
        options.MaxRetryAttempts = most;
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        var attempts = Attempts.Of(server.Service, failing: 9);

        await new Echo.EchoClient(channel).FailureOfAsync("Say");

        attempts.Previous.Count().ShouldBe(expected);
    }

    [Fact]
    public async Task MaxRetryAttempts_IsFiveUnlessSaidOtherwise()
    {
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy();
        policy.MaxAttempts = 100;
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(policy));
        var attempts = Attempts.Of(server.Service, failing: 9);

        await new Echo.EchoClient(channel).FailureOfAsync("Say");

        attempts.Previous.Count().ShouldBe(5);
    }

    [Theory]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Call_ThatStreamsItsRequests_IsMadeOnce(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, RetryOptions.For(RetryOptions.Policy()));
        var count = 0;
        server.Service.OnCollect = (_, _) => throw Failure();
        server.Service.OnChat = (_, _, _) => throw Failure();

        (await new Echo.EchoClient(channel).FailureOfAsync(method)).StatusCode.ShouldBe(StatusCode.Unavailable);

        count.ShouldBe(1);

        RpcException Failure()
        {
            Interlocked.Increment(ref count);
            return new RpcException(new Status(StatusCode.Unavailable, "not now"));
        }
    }

    [Fact]
    public async Task Channel_KeepsToWhatItsOptionsWere()
    {
        await using var server = await RunningServer.StartAsync();
        var policy = RetryOptions.Policy();
        var options = RetryOptions.For(policy);
        using var channel = GrpcChannel.ForAddress(server.Address, options);
        policy.MaxAttempts = 2;
        policy.RetryableStatusCodes.Clear();
        policy.AppliesTo = _ => false;
        options.ServiceConfig!.MethodConfigs.Clear();
        options.MaxRetryAttempts = 1;
        var attempts = Attempts.Of(server.Service, failing: 3);

        (await new Echo.EchoClient(channel).CallAsync("Say")).ShouldBe(["hi"]);

        attempts.Previous.Count().ShouldBe(4);
    }
}

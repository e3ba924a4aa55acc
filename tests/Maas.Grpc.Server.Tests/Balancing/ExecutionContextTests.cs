using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Connections outlive the call that they were begun for, and would keep what is that call's own.</summary>
public class ExecutionContextTests
{
    public static TheoryData<LoadBalancingConfig> Policies => [new RoundRobinConfig(), new PickFirstConfig()];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Attempts_ToConnect_AreNotMadeInTheContextOfACall(LoadBalancingConfig policy)
    {
        using var port = new RawPort();
        var clock = new ContextClock(TimeSpan.FromSeconds(17));
        using var channel = new AddressList(port.Address).Channel(policy, options =>
        {
            options.ConnectTimeout = clock.Watched;
            options.TimeProvider = clock;
        });
        var client = new Echo.EchoClient(channel);

        clock.Call.Value = "of the call";
        var call = client.FailureOfAsync("Say");
        (await port.AcceptAsync()).Dispose();
        (await call).StatusCode.ShouldBe(StatusCode.Unavailable);
        using var next = await port.AcceptAsync();

        clock.Seen.Count.ShouldBeGreaterThanOrEqualTo(2);
        clock.Seen.ShouldAllBe(value => value == "");
    }

    [Fact]
    public async Task Call_InAContextThatDoesNotFlow_Connects()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = new AddressList(server.Address).Channel(new RoundRobinConfig());
        Task<List<string>> call;

        using (ExecutionContext.SuppressFlow())
        {
            call = new Echo.EchoClient(channel).CallAsync("Say");
        }

        (await call).ShouldBe(["hi"]);
    }

    /// <summary>Tells in which context timers of one length are made: each attempt to connect has one.</summary>
    private sealed class ContextClock(TimeSpan watched) : TimeProvider
    {
        public TimeSpan Watched => watched;

        public AsyncLocal<string?> Call { get; } = new();

        public ConcurrentQueue<string> Seen { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == watched)
            {
                Seen.Enqueue(Call.Value ?? "");
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}

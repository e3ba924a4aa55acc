using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Maas.Testing;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Calls to one server that wait for it.</summary>
public class WaitForReadyTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Call_ThatWaits_IsMadeWhenTheServerComes(string method)
    {
        var address = await AddressOfNobodyAsync();
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMilliseconds(20) });
        var client = new Echo.EchoClient(channel);

        var waiting = client.CallAsync(method, new CallOptions().WithWaitForReady());
        var failure = await client.FailureOfAsync(method);
        waiting.IsCompleted.ShouldBeFalse();
        await using var server = await RunningServer.StartAsync(port: address.Port);

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        (await waiting).ShouldBe(["hi"]);
    }

    [Fact]
    public async Task Call_ThatWaits_EndsWithItsDeadline()
    {
        var address = await AddressOfNobodyAsync();
        var clock = new ManualClock(Start);
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { TimeProvider = clock });

        var waiting = new Echo.EchoClient(channel).FailureOfAsync("Say", new CallOptions(deadline: Start.UtcDateTime.AddSeconds(9)).WithWaitForReady());
        clock.Advance(TimeSpan.FromSeconds(9));

        (await waiting).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Call_ThatWaits_EndsWithItsCancellation()
    {
        var address = await AddressOfNobodyAsync();
        using var channel = GrpcChannel.ForAddress(address);
        using var cancellation = new CancellationTokenSource();

        var waiting = new Echo.EchoClient(channel).FailureOfAsync("Say", new CallOptions(cancellationToken: cancellation.Token).WithWaitForReady());
        await cancellation.CancelAsync();

        (await waiting).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Call_ThatWaitsAndWasSent_FailsWithItsConnection()
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync("Say", new CallOptions().WithWaitForReady());
        using var peer = await accepting;
        await peer.ReadRequestAsync();
        peer.Abort();

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Timeout_OfACallThatHasWaited_IsWhatIsLeft()
    {
        using var server = new RawPort();
        var clock = new ManualClock(Start);
        using var channel = new AddressList(server.Address).Channel(
            new PickFirstConfig(),
            options => options.TimeProvider = clock);

        var call = new Echo.EchoClient(channel).CallAsync("Say", new CallOptions(deadline: Start.UtcDateTime.AddSeconds(10)));
        using var socket = await server.AcceptAsync();
        clock.Advance(TimeSpan.FromSeconds(2));
        using var peer = await Http2Peer.ServeAsync(socket);
        var request = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(request.Stream));

        await call;
        request.Head["grpc-timeout"].ShouldBe("8000000u");
    }

    private static async Task<Uri> AddressOfNobodyAsync()
    {
        await using var server = await RunningServer.StartAsync();
        return server.Address;
    }
}

using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Servers that find that they are pinged too often (gRFC A8).</summary>
public class KeepAlivePoolTests
{
    private const uint EnhanceYourCalm = 11;

    /// <summary>Only a GOAWAY of one code is about pings; a RST_STREAM of the same code is about its call.</summary>
    [Theory]
    [InlineData(true, EnhanceYourCalm, 2)]
    [InlineData(true, 0, 1)]
    [InlineData(true, 2, 1)]
    [InlineData(false, EnhanceYourCalm, 1)]
    public async Task Delay_AfterACallFailed_IsDoubledForPingsAlone(bool asGoAway, uint code, int factor)
    {
        var options = new GrpcChannelOptions();
        using var port = new RawPort();
        using var pool = new KeepAlivePool(options, delay => SocketsHandler.Of(options, delay));

        await FailAsync(pool, port, asGoAway, code);

        pool.Current.PingDelay.ShouldBe(options.KeepAlivePingDelay * factor);
    }

    [Fact]
    public async Task Delay_AfterEachGoAway_IsDoubledAgain()
    {
        var options = new GrpcChannelOptions();
        using var port = new RawPort();
        using var pool = new KeepAlivePool(options, delay => SocketsHandler.Of(options, delay));

        foreach (var factor in (int[])[2, 4, 8])
        {
            await FailAsync(pool, port, asGoAway: true, EnhanceYourCalm);
            pool.Current.PingDelay.ShouldBe(options.KeepAlivePingDelay * factor);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_OnAConnectionThatIsPingedTooOften_IsUnavailableAndTheNextIsMade(bool hasHead)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync("Say");
        using var peer = await accepting;
        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync([.. EchoFrames.Reply(stream, hasHead ? ReplyPhase.Head : ReplyPhase.Nothing), Http2Frame.OfGoAway(stream, EnhanceYourCalm)]);
        peer.Dispose();

        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
        await server.ShouldReconnectAsync("Say");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_OfABalancedChannelThatPingsTooOften_IsUnavailableAndTheNextIsMade(bool hasHead)
    {
        using var port = new RawPort();
        using var channel = new AddressList(port.Address).Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        var failing = client.FailureOfAsync("Say");
        using var peer = await port.AcceptPeerAsync();
        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync([.. EchoFrames.Reply(stream, hasHead ? ReplyPhase.Head : ReplyPhase.Nothing), Http2Frame.OfGoAway(stream, EnhanceYourCalm)]);
        peer.Dispose();
        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);

        var next = client.CallAsync("Say", new CallOptions().WithWaitForReady());
        using var second = await port.AcceptPeerAsync();
        await second.WriteAsync(EchoFrames.Reply((await second.ReadRequestAsync()).Stream));

        (await next).ShouldBe(["hi"]);
    }

    private static async Task FailAsync(KeepAlivePool pool, RawPort port, bool asGoAway, uint code)
    {
        var transport = new HttpTransport(port.Address, pool);
        var sending = transport.SendAsync(new("/echo.Echo/Say", null, null, null, null, new EmptyBody(), WaitsForReady: false), TestContext.Current.CancellationToken);
        using var peer = await port.AcceptPeerAsync();
        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync(asGoAway ? Http2Frame.OfGoAway(stream, code) : Http2Frame.OfReset(stream, code));
        if (asGoAway)
        {
            peer.Dispose();
        }

        await Should.ThrowAsync<HttpRequestException>(sending.Bounded());
    }

    private sealed class EmptyBody : IRequestBody
    {
        public Task WriteToAsync(Stream stream, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

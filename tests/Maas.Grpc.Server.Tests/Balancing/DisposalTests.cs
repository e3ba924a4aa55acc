using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Maas.Testing;

namespace Maas.Grpc.Server.Tests.Balancing;

public class DisposalTests
{
    [Fact]
    public async Task Channel_ThatIsDisposed_ClosesItsConnectionsAndDialsNoMore()
    {
        using var unused = new RawPort();
        using var silent = new RawPort();
        using var closing = new RawPort();
        using var used = new RawPort();
        var clock = new ManualClock(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var list = new AddressList(silent.Address, closing.Address, used.Address);
        var channel = list.Channel(new RoundRobinConfig(), options => options.TimeProvider = clock);
        var client = new Echo.EchoClient(channel);

        var call = client.CallAsync("Say");
        using var dialed = await silent.AcceptAsync();
        (await closing.AcceptAsync()).Dispose();
        await list.RefreshedAsync();
        using var peer = await used.AcceptPeerAsync();
        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        await call;
        list.Change(silent.Address, closing.Address, used.Address, unused.Address);
        using var ahead = await unused.AcceptPeerAsync();

        channel.Dispose();
        clock.Advance(TimeSpan.FromHours(1));

        await peer.ReadToEndAsync().Bounded();
        await ahead.ReadToEndAsync().Bounded();
        await ReadToEndAsync(dialed).Bounded();
        RawPort[] ports = [unused, silent, closing, used];
        ports.ShouldAllBe(port => !port.HasCaller);
        list.IsDisposed.ShouldBeTrue();
        channel.State.ShouldBe(ConnectivityState.Shutdown);
        await Should.ThrowAsync<ObjectDisposedException>(client.CallAsync("Say", new CallOptions().WithWaitForReady()));
    }

    [Fact]
    public async Task Channel_ThatIsDisposed_FailsCallsThatWaitAndLetsThoseInFlightEnd()
    {
        using var port = new RawPort();
        using var nobody = new RawPort();
        var list = new AddressList(port.Address);
        var channel = list.Channel(new RoundRobinConfig());
        var client = new Echo.EchoClient(channel);
        var inFlight = client.CallAsync("Say");
        using var peer = await port.AcceptPeerAsync();
        var stream = (await peer.ReadRequestAsync()).Stream;
        list.Change(nobody.Address);
        var waiting = client.FailureOfAsync("Say");
        using var dialed = await nobody.AcceptAsync();

        channel.Dispose();
        await peer.WriteAsync(EchoFrames.Reply(stream));

        (await waiting).StatusCode.ShouldBe(StatusCode.Unavailable);
        (await inFlight).ShouldBe(["hi"]);
        await peer.ReadToEndAsync().Bounded();
    }

    [Fact]
    public async Task Connection_ThatWaitedForItsFirstCall_ServesItAndItsEndIsNoticed()
    {
        using var port = new RawPort();
        var list = new AddressList(port.Address);
        using var channel = list.Channel(new PickFirstConfig());
        var connecting = channel.ConnectAsync();
        using var peer = await port.AcceptPeerAsync();
        await connecting.Bounded();
        await peer.WriteAsync(Http2Frame.OfPing());

        var call = new Echo.EchoClient(channel).CallAsync("Say");
        var seen = await peer.ReadUntilAsync(frame => frame.EndsStream);
        await peer.WriteAsync(EchoFrames.Reply(seen[^1].Stream));
        await call;
        peer.Dispose();

        await channel.WaitForStateChangedAsync(ConnectivityState.Ready).Bounded();
        channel.State.ShouldBe(ConnectivityState.Idle);
    }

    private static async Task ReadToEndAsync(System.Net.Sockets.Socket socket)
    {
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }
}

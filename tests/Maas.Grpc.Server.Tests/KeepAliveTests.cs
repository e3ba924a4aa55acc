using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class KeepAliveTests
{
    [Fact]
    public async Task Call_ToAPeerThatAnswersNoPing_IsUnavailable()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndPoint}", new GrpcChannelOptions
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
        });

        using var call = new Echo.EchoClient(channel).SayAsync(new Words());
        using var peer = await Http2Peer.AcceptAsync(listener).Bounded();
        await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Data, Http2Frame.EndStream));
        await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Ping);

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.DebugException.ShouldNotBeNull();
    }
}

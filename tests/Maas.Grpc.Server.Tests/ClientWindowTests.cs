using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

/// <summary>What the client's streams do with a peer's window, and with streams that the peer refuses.</summary>
public class ClientWindowTests
{
    private const byte ResetStream = 3;
    private const byte WindowUpdate = 8;
    private const int Window = 65_535;
    private const int RefusedStream = 7;

    private static readonly byte[] Head = Hpack.Write((":status", "200"), ("content-type", "application/grpc"));
    private static readonly byte[] Ok = Hpack.Write(("grpc-status", "0"));

    [Fact]
    public async Task Write_WaitsForThePeersWindow()
    {
        using var listener = Listen();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndPoint}");
        using var call = new Echo.EchoClient(channel).Chat();
        using var peer = await Http2Peer.AcceptAsync(listener).Bounded();
        var message = new Words { Text = new string('x', 50_000) };

        await call.RequestStream.WriteAsync(message).Bounded();
        var second = call.RequestStream.WriteAsync(message);
        for (var received = 0; received < Window;)
        {
            var frame = await peer.ReadAsync();
            received += frame.Type == Http2Frame.Data ? frame.Payload.Length : 0;
        }

        (await RoundTripAsync(peer)).ShouldNotContain(frame => frame.Type == Http2Frame.Data);
        second.IsCompleted.ShouldBeFalse();
        await peer.WriteAsync(WindowUpdate, 0, 0, Number(Window));
        await peer.WriteAsync(WindowUpdate, 0, 1, Number(Window));

        await second.Bounded();
    }

    [Fact]
    public async Task Reader_ThatStops_GivesTheServerNoMoreRoom()
    {
        using var listener = Listen();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndPoint}");
        using var call = new Echo.EchoClient(channel).Repeat(new Words());
        using var peer = await Http2Peer.AcceptAsync(listener).Bounded();
        await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Data, Http2Frame.EndStream));
        var message = FramedCall.Frame(new string('x', 990));

        await peer.WriteAsync(Http2Frame.Headers, Http2Frame.EndHeaders, 1, Head);
        for (var number = 0; number < Window / message.Length; number++)
        {
            await peer.WriteAsync(Http2Frame.Data, 0, 1, message);
        }

        await call.ResponseHeadersAsync.Bounded();
        (await RoundTripAsync(peer)).ShouldNotContain(frame => frame.Type == WindowUpdate && frame.Stream == 1);

        for (var number = 0; number < Window / message.Length; number++)
        {
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        }

        await peer.ReadUntilAsync(frame => frame.Type == WindowUpdate && frame.Stream == 1);
        await peer.WriteAsync(Http2Frame.Headers, Http2Frame.EndHeaders | Http2Frame.EndStream, 1, Ok);
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    [Fact]
    public async Task RefusedStream_BeforeTheFirstRequest_IsFollowedByAnother()
    {
        using var listener = Listen();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndPoint}");
        using var call = new Echo.EchoClient(channel).Collect();
        using var peer = await Http2Peer.AcceptAsync(listener).Bounded();

        await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Headers && frame.Stream == 1);
        await peer.WriteAsync(ResetStream, 0, 1, Number(RefusedStream));
        await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Headers && frame.Stream == 3);
        await call.RequestStream.WriteAsync(new Words { Text = "kept" }).Bounded();
        await call.RequestStream.CompleteAsync().Bounded();
        var frames = await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Data, Http2Frame.EndStream));
        await ReplyAsync(peer, 3);

        frames.Where(frame => frame.Type == Http2Frame.Data).ShouldAllBe(frame => frame.Stream == 3);
        frames.SelectMany(frame => frame.Type == Http2Frame.Data ? frame.Payload : []).ShouldBe(FramedCall.Frame("kept"));
        (await call.ResponseAsync.Bounded()).Text.ShouldBe("reply");
    }

    [Fact]
    public async Task RefusedStream_AfterARequest_IsUnavailable()
    {
        using var listener = Listen();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndPoint}");
        using var call = new Echo.EchoClient(channel).Collect();
        using var peer = await Http2Peer.AcceptAsync(listener).Bounded();

        await call.RequestStream.WriteAsync(new Words { Text = "lost" }).Bounded();
        await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Data);
        await peer.WriteAsync(ResetStream, 0, 1, Number(RefusedStream));

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.DebugException.ShouldNotBeNull();
        (await Should.ThrowAsync<RpcException>(call.RequestStream.WriteAsync(new Words()).Bounded())).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task RefusedStream_OfASingleRequest_IsSentAgain()
    {
        using var listener = Listen();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndPoint}");
        using var call = new Echo.EchoClient(channel).Repeat(new Words { Text = "again" });
        using var peer = await Http2Peer.AcceptAsync(listener).Bounded();

        await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Data, Http2Frame.EndStream) && frame.Stream == 1);
        await peer.WriteAsync(ResetStream, 0, 1, Number(RefusedStream));
        var frames = await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Data, Http2Frame.EndStream) && frame.Stream == 3);
        await ReplyAsync(peer, 3);

        frames.SelectMany(frame => frame.Type == Http2Frame.Data ? frame.Payload : []).ShouldBe(FramedCall.Frame("again"));
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>All that the client sent until it answered a ping: by then it has seen what was sent before.</summary>
    private static async Task<List<Http2Frame>> RoundTripAsync(Http2Peer peer)
    {
        byte[] payload = [1, 2, 3, 4, 5, 6, 7, 8];
        await peer.WriteAsync(Http2Frame.Ping, 0, 0, payload);
        return await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Ping, Http2Frame.Ack) && frame.Payload.AsSpan().SequenceEqual(payload));
    }

    private static async Task ReplyAsync(Http2Peer peer, int stream)
    {
        await peer.WriteAsync(Http2Frame.Headers, Http2Frame.EndHeaders, stream, Head);
        await peer.WriteAsync(Http2Frame.Data, 0, stream, FramedCall.Frame("reply"));
        await peer.WriteAsync(Http2Frame.Headers, Http2Frame.EndHeaders | Http2Frame.EndStream, stream, Ok);
    }
}

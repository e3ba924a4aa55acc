using Grpc.Net.Client;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Replies that reach the client in pieces.</summary>
public class SplitReplyTests
{
    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Frames_ReadInTwoPiecesCutAtAnyByte_AreTheReply(string method)
    {
        var cuts = new Cuts();
        using var handler = CutConnections.Handler(cuts);
        using var server = new RawServer(new GrpcChannelOptions { HttpHandler = handler });
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        var length = EchoFrames.Reply(1).Sum(frame => frame.ToBytes().Length);
        for (var at = 1; at < length; at++)
        {
            var request = await peer.ReadRequestAsync();
            request.Body.ShouldBe(EchoFrames.Hi);
            await peer.SettleAsync();
            cuts.Next(at, length - at);
            await peer.WriteAsync(EchoFrames.Reply(request.Stream));

            (await call).ShouldBe(["hi"], $"cut at {at} of {length}");
            call = server.Client.CallAsync(method);
        }

        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        await call;
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Connection_ReadByteByByte_HasTheReply(string method)
    {
        using var handler = CutConnections.Handler(new Cuts { Every = 1 });
        using var server = new RawServer(new GrpcChannelOptions { HttpHandler = handler });
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));

        (await call).ShouldBe(["hi"]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Message_InDataFramesOfOneByte_IsReadWhole(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;

        var stream = (await peer.ReadRequestAsync()).Stream;
        await peer.WriteAsync(EchoFrames.ReplyHead(stream));
        foreach (var value in EchoFrames.Hi)
        {
            await peer.WriteAsync(Http2Frame.OfData(stream, [value]), Http2Frame.OfData(stream, []));
        }

        await peer.WriteAsync(EchoFrames.Trailers(stream, ("grpc-status", "0")));

        (await call).ShouldBe(["hi"]);
    }
}

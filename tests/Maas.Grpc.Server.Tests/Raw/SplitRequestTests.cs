namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Requests that reach the server in pieces.</summary>
public class SplitRequestTests
{
    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Message_SplitOverDataFramesAtAnyByte_IsReadWhole(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        for (var at = 0; at <= EchoFrames.Hi.Length; at++)
        {
            await AnswersAsync(peer, method, (2 * at) + 1, [EchoFrames.Hi[..at], EchoFrames.Hi[at..]]);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Message_InDataFramesOfOneByte_IsReadWhole(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await AnswersAsync(peer, method, 1, [.. EchoFrames.Hi.Select(value => new[] { value }), []]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Frames_ReadInTwoPiecesCutAtAnyByte_AreAnswered(string method)
    {
        var cuts = new Cuts();
        await using var server = await RunningServer.StartAsync(listen: listen => listen.Cut(cuts));
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        await peer.SettleAsync();

        var length = EchoFrames.Request(1, method).Sum(frame => frame.ToBytes().Length);
        for (var at = 1; at < length; at++)
        {
            var stream = (2 * at) - 1;
            cuts.Next(at, length - at);
            await peer.WriteAsync(EchoFrames.Request(stream, method));

            ShouldBeAnswered(await peer.ReadMessageAsync(stream), $"cut at {at} of {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Connection_ReadByteByByte_IsAnswered(string method)
    {
        await using var server = await RunningServer.StartAsync(listen: listen => listen.Cut(new Cuts { Every = 1 }));
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        foreach (var stream in (int[])[1, 3])
        {
            await peer.WriteAsync(EchoFrames.Request(stream, method));

            ShouldBeAnswered(await peer.ReadMessageAsync(stream), $"stream {stream}");
        }
    }

    private static async Task AnswersAsync(Http2Peer peer, string method, int stream, byte[][] parts)
    {
        await peer.WriteAsync(EchoFrames.RequestHead(stream, method));
        foreach (var part in parts[..^1])
        {
            await peer.WriteAsync(Http2Frame.OfData(stream, part));
            await peer.SettleAsync();
        }

        await peer.WriteAsync(Http2Frame.OfData(stream, parts[^1], endStream: true));

        ShouldBeAnswered(await peer.ReadMessageAsync(stream), string.Join(", ", parts.Select(part => part.Length)));
    }

    private static void ShouldBeAnswered(Http2Message reply, string where)
    {
        reply.GrpcStatus.ShouldBe("0", where);
        reply.Body.ShouldBe(EchoFrames.Hi, where);
    }
}

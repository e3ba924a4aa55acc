namespace Maas.Grpc.Server.Tests;

public class SplitRequestTests
{
    private static readonly byte[] Request = RawClient.Frame(0, 4, 10, 2, (byte)'h', (byte)'i');

    [Fact]
    public async Task Message_SplitOverDataFramesAtAnyByte_IsReadWhole()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        for (var at = 0; at <= Request.Length; at++)
        {
            await AnswersAsync(peer, (2 * at) + 1, [Request[..at], Request[at..]]);
        }
    }

    [Fact]
    public async Task Message_InDataFramesOfOneByte_IsReadWhole()
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await AnswersAsync(peer, 1, [.. Request.Select(value => new[] { value }), []]);
    }

    private static async Task AnswersAsync(Http2Peer peer, int stream, byte[][] parts)
    {
        var head = Http2Peer.HeaderBlock(
            (":method", "POST"),
            (":scheme", "http"),
            (":path", "/echo.Echo/Say"),
            (":authority", "models.example"),
            ("content-type", "application/grpc"),
            ("te", "trailers"));
        await peer.WriteAsync(Http2Frame.Headers, Http2Frame.EndHeaders, stream, head);
        foreach (var part in parts[..^1])
        {
            await peer.WriteAsync(Http2Frame.Data, 0, stream, part);

            // Its answer says that the server has taken in what came before.
            await peer.WriteAsync(Http2Frame.Ping, 0, 0, new byte[8]);
            await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Ping, Http2Frame.Ack));
        }

        await peer.WriteAsync(Http2Frame.Data, Http2Frame.EndStream, stream, parts[^1]);
        var reply = (await peer.ReadUntilAsync(frame => frame.Stream == stream && frame.Is(Http2Frame.Headers, Http2Frame.EndStream)))
            .FindAll(frame => frame.Stream == stream);

        var where = string.Join(", ", parts.Select(part => part.Length));
        reply.Where(frame => frame.Type == Http2Frame.Data).SelectMany(frame => frame.Payload).ShouldBe(Request, where);
        byte[] ok = [.. Http2Peer.Text("grpc-status"), .. Http2Peer.Text("0")];
        reply[^1].Payload.AsSpan().IndexOf(ok).ShouldBeGreaterThanOrEqualTo(0, where);
    }
}

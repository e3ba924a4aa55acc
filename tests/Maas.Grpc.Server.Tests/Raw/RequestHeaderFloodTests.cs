namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Heads of requests that are too long or do not end.</summary>
[Collection(nameof(Memory))]
public class RequestHeaderFloodTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(64)]
    [InlineData(16 * 1024)]
    public async Task Metadata_OfAMegabyte_IsRefused(int valueLength)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        using var other = await Http2Peer.ConnectAsync(server.Address);
        var value = new string('x', valueLength - 10);
        Http2Frame[] flood =
        [
            EchoFrames.RequestHead(1) with { Flags = 0 },
            .. Enumerable.Range(0, Megabyte / valueLength)
                .Select(number => new Http2Frame(Http2Frame.Continuation, 0, 1, Hpack.Write(($"h{number}", value)))),
            new Http2Frame(Http2Frame.Continuation, Http2Frame.EndHeaders, 1, []),
            Http2Frame.OfData(1, EchoFrames.Hi, endStream: true),
        ];
        var before = Memory.Held();

        await peer.TryWriteAsync(flood);
        var last = await peer.ReadToEndAsync();

        last.ShouldNotContain(frame => frame.Type == Http2Frame.Data);
        await other.ShouldAnswerAsync(1);
        (Memory.Held() - before).ShouldBeLessThan(8 * Megabyte);
        GC.KeepAlive(flood);
    }

    [Fact]
    public async Task Headers_WithoutEnd_AreCutOff()
    {
        const int Most = 1_000_000;
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        using var other = await Http2Peer.ConnectAsync(server.Address);
        var empty = Enumerable.Repeat(new Http2Frame(Http2Frame.Continuation, 0, 1, Hpack.Write(("a", "b"))), 1000).ToArray();

        await peer.WriteAsync(EchoFrames.RequestHead(1) with { Flags = 0 });
        var sent = 0;
        while (sent < Most && await peer.TryWriteAsync(empty))
        {
            sent += empty.Length;
        }

        sent.ShouldBeLessThan(Most);
        await other.ShouldAnswerAsync(1);
    }
}

using Grpc.Core;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Heads and trailers of replies that are too long or do not end.</summary>
[Collection(nameof(Memory))]
public class ReplyHeaderFloodTests
{
    private const int Megabyte = 1024 * 1024;

    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    [Theory]
    [MemberData(nameof(Methods))]
    public Task Metadata_OfAMegabyte_InTheHead_EndsThatCallOnly(string method) =>
        EndsThatCallOnlyAsync(method, peer => WriteAMegabyteAsync(peer, EchoFrames.ReplyHead(1)));

    [Theory]
    [MemberData(nameof(Methods))]
    public Task Metadata_OfAMegabyte_InTheTrailers_EndsThatCallOnly(string method) => EndsThatCallOnlyAsync(method, async peer =>
    {
        await peer.WriteAsync(EchoFrames.ReplyHead(1), Http2Frame.OfData(1, EchoFrames.Hi));
        await WriteAMegabyteAsync(peer, EchoFrames.Trailers(1, ("grpc-status", "0")));
    });

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Headers_WithoutEnd_AreCutOffWithTheirConnection(string method)
    {
        const int Most = 1_000_000;
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;
        var header = Hpack.Write(("a", new string('b', 100)));
        var more = Enumerable.Repeat(new Http2Frame(Http2Frame.Continuation, 0, 1, header), 1000).ToArray();
        var before = Memory.Held();

        await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.ReplyHead(1) with { Flags = 0 });
        var sent = 0;
        while (sent < Most && await peer.TryWriteAsync(more))
        {
            sent += more.Length;
        }

        sent.ShouldBeLessThan(Most);
        (await failing).StatusCode.ShouldBe(StatusCode.Unavailable);
        await server.ShouldReconnectAsync(method);
        (Memory.Held() - before).ShouldBeLessThan(16 * Megabyte);
    }

    private static async Task EndsThatCallOnlyAsync(string method, Func<Http2Peer, Task> write)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        await peer.ReadRequestAsync();
        var other = server.Client.CallAsync(method);
        var stream = (await peer.ReadRequestAsync()).Stream;
        await write(peer);

        (await failing).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        await peer.WriteAsync(EchoFrames.Reply(stream));
        (await other).ShouldBe(["hi"]);
    }

    private static async Task WriteAMegabyteAsync(Http2Peer peer, Http2Frame headers)
    {
        var value = new string('x', 1000);
        await peer.WriteAsync(headers with { Flags = (byte)(headers.Flags & ~Http2Frame.EndHeaders) });
        for (var number = 0; number < 1024; number++)
        {
            await peer.WriteAsync(new Http2Frame(Http2Frame.Continuation, 0, headers.Stream, Hpack.Write(($"h{number}", value))));
        }

        await peer.WriteAsync(new Http2Frame(Http2Frame.Continuation, Http2Frame.EndHeaders, headers.Stream, []));
    }
}

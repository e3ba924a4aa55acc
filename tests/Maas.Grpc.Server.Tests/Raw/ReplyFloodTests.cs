using Grpc.Core;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>More than any good server sends: the process keeps its memory, and the channel its other calls.</summary>
[Collection(nameof(Memory))]
public class ReplyFloodTests
{
    private const int Megabyte = 1024 * 1024;

    // As much as the window has room for at first.
    private static readonly Lazy<byte[]> Bomb = new(() => GzipBytes.OfZeros(60 * Megabyte));

    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    [Fact]
    public async Task AThousandResets_LeaveNoMemoryAndTheChannelGood()
    {
        const int Resets = 1000;
        var random = Seeded.Random();
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var first = server.Client.CallAsync("Say");
        var peer = await accepting;
        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        await first;
        var before = Memory.Held();

        for (var number = 0; number < Resets; number++)
        {
            var method = EchoCalls.Methods[random.Next(EchoCalls.Methods.Length)];
            var failing = server.Client.FailureOfAsync(method);
            var stream = (await peer.ReadRequestAsync()).Stream;
            var part = EchoFrames.Reply(stream, (ReplyPhase)random.Next(4));
            if (random.Next(20) > 0)
            {
                await peer.WriteAsync([.. part, Http2Frame.OfReset(stream, 2)]);
                await failing;
                continue;
            }

            // Now and then it is the connection.
            await peer.WriteAsync(part);
            peer.Dispose();
            await failing;
            accepting = server.AcceptAsync();
            first = server.Client.CallAsync("Say");
            peer = await accepting;
            await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
            await first;
        }

        (Memory.Held() - before).ShouldBeLessThan(8 * Megabyte);
        peer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task GzipBomb_IsOverTheLimitAndHoldsNoMoreThanThat(string method)
    {
        using var server = new RawServer();
        var accepting = server.AcceptAsync();
        var failing = server.Client.FailureOfAsync(method);
        using var peer = await accepting;

        await peer.ReadRequestAsync();
        var before = GC.GetTotalAllocatedBytes();
        await peer.WriteAsync(
        [
            EchoFrames.ReplyHead(1, ("grpc-encoding", "gzip")),
            .. RawClient.Frame(1, (uint)Bomb.Value.Length, Bomb.Value).Chunk(16 * 1024).Select(part => Http2Frame.OfData(1, part)),
        ]);
        var failure = await failing;

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(20 * Megabyte);
        await server.ShouldCallAsync(peer, method);
    }
}

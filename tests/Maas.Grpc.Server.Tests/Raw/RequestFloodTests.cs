using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>More than any good client sends: the process keeps its memory and its other calls.</summary>
[Collection(nameof(Memory))]
public class RequestFloodTests
{
    private const uint Cancel = 8;
    private const int Megabyte = 1024 * 1024;

    // A quarter of a megabyte that stands for a quarter of a gigabyte.
    private static readonly Lazy<byte[]> Bomb = new(() => GzipBytes.OfZeros(256 * Megabyte));

    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    [Fact]
    public async Task TenThousandResets_LeaveNoCallAndNoMemory()
    {
        const int Resets = 10_000;
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: services =>
        {
            requests.Watch(services);

            // What a test keeps of the log is not the server's memory.
            services.Configure<LoggerFilterOptions>(log => log.MinLevel = LogLevel.Warning);
        });
        using var other = await Http2Peer.ConnectAsync(server.Address);
        server.Service.OnSay = async (request, context) =>
        {
            if (context.RequestHeaders.Get("wait") is not null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            }

            return request;
        };
        server.Service.OnRepeat = (_, _, context) => Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        await other.ShouldAnswerAsync(1);
        var before = Memory.Held();

        for (var (sent, round) = (0, 1); sent < Resets; round++)
        {
            sent += await ResetUntilRefusedAsync(server.Address, Resets - sent);
            await other.ShouldAnswerAsync((2 * round) + 1);
        }

        await requests.NoneAsync().Bounded();
        (Memory.Held() - before).ShouldBeLessThan(8 * Megabyte);

        // Kestrel may end a connection that asks for more resets than it gets written, and calls that critical; we have no errors.
        server.ExpectsErrors = true;
        server.Log.ShouldNotContain(entry => entry.Level >= LogLevel.Error && entry.EventId >= 1000);
    }

    [Fact]
    public async Task Pings_InAFlood_AreAnsweredBesideTheCalls()
    {
        const int Pings = 1000;
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync([.. Enumerable.Repeat(Http2Frame.OfPing(1), Pings), .. EchoFrames.Request(1), Http2Frame.OfPing(2)]);
        var frames = await peer.ReadUntilAsync(frame => frame.Is(Http2Frame.Ping, Http2Frame.Ack) && frame.Payload[0] == 2);

        frames.Count(frame => frame.Is(Http2Frame.Ping, Http2Frame.Ack)).ShouldBe(Pings + 1);
        if (!frames.Any(frame => frame.Stream == 1 && frame.EndsStream))
        {
            frames.AddRange(await peer.ReadUntilAsync(frame => frame.Stream == 1 && frame.EndsStream));
        }

        Http2Message.Of(frames.FindAll(frame => frame.Stream == 1)).GrpcStatus.ShouldBe("0");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task GzipBomb_IsOverTheLimitAndHoldsNoMoreThanThat(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        var before = GC.GetTotalAllocatedBytes();

        await peer.WriteAsync(
        [
            EchoFrames.RequestHead(1, method, ("grpc-encoding", "gzip")),
            .. RawClient.Frame(1, (uint)Bomb.Value.Length, Bomb.Value).Chunk(16 * 1024).Select(part => Http2Frame.OfData(1, part)),
            Http2Frame.OfData(1, [], endStream: true),
        ]);
        var reply = await peer.ReadMessageAsync(1);

        reply.GrpcStatus.ShouldBe("8");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(24 * Megabyte);
        await peer.ShouldAnswerAsync(3);
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_AreRefusedAndTheOthersServed()
    {
        const int Limit = 10;
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: services =>
        {
            requests.Watch(services);
            services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = Limit);
        });
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        var release = new TaskCompletionSource();
        server.Service.OnSay = async (request, _) =>
        {
            await release.Task;
            return request;
        };

        var streams = Enumerable.Range(0, Limit + 1).Select(number => (2 * number) + 1).ToList();
        await peer.WriteAsync([.. streams.SelectMany(stream => EchoFrames.Request(stream))]);
        var refused = (await peer.ReadUntilAsync(frame => frame.Type == Http2Frame.Reset))[^1];
        release.SetResult();

        refused.Stream.ShouldBe(streams[^1]);
        refused.ErrorCode.ShouldBe(7u);
        var frames = new List<Http2Frame>();
        while (frames.Count(frame => frame.EndsStream) < Limit)
        {
            frames.Add(await peer.ReadAsync());
        }

        streams[..^1].ShouldAllBe(stream => Http2Message.Of(frames.FindAll(frame => frame.Stream == stream)).GrpcStatus == "0");
    }

    /// <summary>Opens streams and resets them, as many as are asked for or as one connection lets pass.</summary>
    private static async Task<int> ResetUntilRefusedAsync(Uri address, int most)
    {
        const int AtOnce = 100;
        using var peer = await Http2Peer.ConnectAsync(address);
        var sent = 0;
        for (; sent < most; sent += AtOnce)
        {
            var frames = Enumerable.Range(sent, AtOnce)
                .SelectMany(number => Reset((2 * number) + 1, EchoCalls.Methods[number % EchoCalls.Methods.Length]));
            if (!await peer.TryWriteAsync([.. frames, Http2Frame.OfPing()]) || !await AnswersPingAsync(peer))
            {
                return sent + AtOnce;
            }
        }

        return sent;
    }

    // The calls of one request are whole when they are reset, and their handlers wait; the others' requests are still to come.
    private static Http2Frame[] Reset(int stream, string method) =>
    [
        EchoFrames.RequestHead(stream, method, ("wait", "1")),
        Http2Frame.OfData(stream, EchoFrames.Hi, endStream: !EchoCalls.StreamsRequests(method)),
        Http2Frame.OfReset(stream, Cancel),
    ];

    private static async Task<bool> AnswersPingAsync(Http2Peer peer)
    {
        while (await peer.TryReadAsync() is { } frame)
        {
            if (frame.Is(Http2Frame.Ping, Http2Frame.Ack))
            {
                return true;
            }
        }

        return false;
    }
}

using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Protocol;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Any messages, plain and compressed, in frames of any length, read in pieces of any length: all come, in order.</summary>
public class RandomStreamTests
{
    private const int Rounds = 50;

    [Fact]
    public async Task Requests_InAnyFramesAndPieces_AreReadWhole()
    {
        var random = Seeded.Random();
        var cuts = new Cuts();
        await using var server = await RunningServer.StartAsync(listen: listen => listen.Cut(cuts));
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        List<string> read = [];
        server.Service.OnCollect = async (requests, _) =>
        {
            read = [];
            await foreach (var request in requests.ReadAllAsync())
            {
                read.Add(request.Text);
            }

            return new Words();
        };

        for (var round = 0; round < Rounds; round++)
        {
            var stream = (2 * round) + 1;
            var texts = Texts(random);
            cuts.Next(Lengths(random));
            await peer.WriteAsync(
            [
                EchoFrames.RequestHead(stream, "Collect", ("grpc-encoding", "gzip")),
                .. Frames(stream, texts, random),
                Http2Frame.OfData(stream, [], endStream: true),
            ]);

            (await peer.ReadMessageAsync(stream)).GrpcStatus.ShouldBe("0");
            read.ShouldBe(texts);
        }
    }

    [Fact]
    public async Task Replies_InAnyFramesAndPieces_AreReadWhole()
    {
        var random = Seeded.Random();
        var cuts = new Cuts();
        using var handler = CutConnections.Handler(cuts);
        using var server = new RawServer(new GrpcChannelOptions { HttpHandler = handler });
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync("Repeat");
        using var peer = await accepting;

        for (var round = 0; round < Rounds; round++)
        {
            var stream = (await peer.ReadRequestAsync()).Stream;
            var texts = Texts(random);
            cuts.Next(Lengths(random));
            await peer.WriteAsync(
            [
                EchoFrames.ReplyHead(stream, ("grpc-encoding", "gzip")),
                .. Frames(stream, texts, random),
                EchoFrames.Trailers(stream, ("grpc-status", "0")),
            ]);

            (await call).ShouldBe(texts);
            call = server.Client.CallAsync("Repeat");
        }

        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        await call;
    }

    private static List<string> Texts(Random random) =>
        [.. Enumerable.Range(0, random.Next(10)).Select(_ => new string('x', random.Next(3) == 0 ? random.Next(3000) : random.Next(5)))];

    private static int[] Lengths(Random random) => [.. Enumerable.Range(0, random.Next(50)).Select(_ => random.Next(1, 30))];

    private static List<Http2Frame> Frames(int stream, List<string> texts, Random random)
    {
        var bytes = texts.SelectMany(text => Message(text, random.Next(2) == 0)).ToArray();
        List<Http2Frame> frames = [];
        for (var at = 0; at < bytes.Length;)
        {
            var end = Math.Min(at + (random.Next(2) == 0 ? random.Next(8) : random.Next(2000)), bytes.Length);
            frames.Add(Http2Frame.OfData(stream, bytes[at..end]));
            at = end;
        }

        return frames;
    }

    private static byte[] Message(string text, bool compressed)
    {
        var message = new Words { Text = text }.ToByteArray();
        return compressed
            ? GzipMessage.ToFrame(message, CompressionLevel.Fastest).ToArray()
            : RawClient.Frame(0, (uint)message.Length, message);
    }
}

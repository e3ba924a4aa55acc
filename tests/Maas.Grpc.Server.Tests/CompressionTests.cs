using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Maas.Grpc.Protocol;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

/// <summary>Compressed messages at the server, seen as they are on the wire.</summary>
public class CompressionTests
{
    private const string Text = "to be, or not to be, or to be, or not to be, or to be, or not to be";

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public async Task Request_Compressed_IsRead(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(Gzip("hi"), $"/echo.Echo/{method}", headers: ("grpc-encoding", "gzip"));

        reply.GrpcStatus.ShouldBe("0");
        Messages(reply).ShouldBe([(MessageFrame.Plain, "hi")]);
        reply.Headers.Keys.ShouldNotContain("grpc-encoding");
    }

    [Fact]
    public async Task Requests_OfOneStream_MayBeCompressedOrNot()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);
        List<bool> seen = [];
        server.Service.OnCollect = async (requests, context) =>
        {
            await foreach (var _ in requests.ReadAllAsync())
            {
                seen.Add(((ServerCall)context).IsRequestCompressed);
            }

            return new Words();
        };

        await raw.PostAsync([.. Gzip(Text), .. Plain(Text), .. Gzip(Text)], "/echo.Echo/Collect", headers: ("grpc-encoding", "gzip"));

        seen.ShouldBe([true, false, true]);
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Collect")]
    public async Task Request_ThatIsABomb_IsRefusedAtTheLimit(string method)
    {
        await using var server = await RunningServer.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        using var raw = new RawClient(server.Address);

        var atLimit = await raw.PostAsync(Gzip(new string('x', 997)), $"/echo.Echo/{method}", headers: ("grpc-encoding", "gzip"));
        var over = await raw.PostAsync(Gzip(new string('x', 998)), $"/echo.Echo/{method}", headers: ("grpc-encoding", "gzip"));
        var bomb = await raw.PostAsync(Gzip(new string('x', 900_000)), $"/echo.Echo/{method}", headers: ("grpc-encoding", "gzip"));

        atLimit.GrpcStatus.ShouldBe("0");
        over.GrpcStatus.ShouldBe("8");
        bomb.GrpcStatus.ShouldBe("8");
    }

    [Theory]
    [InlineData("Say")]
    [InlineData("Collect")]
    public async Task Request_ThatIsNoGzip_IsInternal(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(1, 4, 1, 2, 3, 4), $"/echo.Echo/{method}", headers: ("grpc-encoding", "gzip"));
        var unnamed = await raw.PostAsync(Gzip("hi"), $"/echo.Echo/{method}");

        reply.GrpcStatus.ShouldBe("13");
        unnamed.GrpcStatus.ShouldBe("13");
    }

    [Theory]
    [InlineData("Say", "identity,gzip", true)]
    [InlineData("Say", "identity", false)]
    [InlineData("Say", null, false)]
    [InlineData("Repeat", "gzip", true)]
    [InlineData("Collect", "gzip", true)]
    [InlineData("Chat", "gzip", true)]
    public async Task Reply_ByTheServersOption_IsCompressedForWhoAcceptsIt(string method, string? accepted, bool compressed)
    {
        await using var server = await RunningServer.StartAsync(options =>
        {
            options.ResponseCompressionAlgorithm = "gzip";
            options.ResponseCompressionLevel = CompressionLevel.SmallestSize;
        });
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(Plain("hi"), $"/echo.Echo/{method}", headers: accepted is null ? [] : [("grpc-accept-encoding", accepted)]);

        Messages(reply).ShouldBe([(compressed ? MessageFrame.Compressed : MessageFrame.Plain, "hi")]);
        reply.Headers.GetValueOrDefault("grpc-encoding").ShouldBe(compressed ? "gzip" : null);
        reply.GrpcStatus.ShouldBe("0");
    }

    [Fact]
    public async Task Replies_OfOneStream_AreCompressedAsTheHandlerSays()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);
        server.Service.OnRepeat = async (request, replies, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "head", "h" } });
            await replies.WriteAsync(request);
            replies.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            await replies.WriteAsync(request);
            replies.WriteOptions = null;
            await replies.WriteAsync(request);
        };

        var reply = await raw.PostAsync(Plain(Text), "/echo.Echo/Repeat", headers: ("grpc-accept-encoding", "gzip"));

        Messages(reply).ShouldBe([(MessageFrame.Compressed, Text), (MessageFrame.Plain, Text), (MessageFrame.Compressed, Text)]);
        reply.Headers["grpc-encoding"].ShouldBe("gzip");
        reply.Headers["head"].ShouldBe("h");
        reply.Headers.Keys.ShouldNotContain("grpc-internal-encoding-request");
    }

    [Fact]
    public async Task Reply_OfACallThatAsksForNoEncoding_IsPlainThoughTheServerCompresses()
    {
        await using var server = await RunningServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var raw = new RawClient(server.Address);
        server.Service.OnSay = async (request, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "identity" } });
            return request;
        };

        Messages(await raw.PostAsync(Plain("hi"), headers: ("grpc-accept-encoding", "gzip"))).ShouldBe([(MessageFrame.Plain, "hi")]);
    }

    [Fact]
    public async Task Reply_WithNoMessage_AndAnEmptyOne_AreFineWhereTheServerCompresses()
    {
        await using var server = await RunningServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var raw = new RawClient(server.Address);

        var none = await raw.PostAsync([], "/echo.Echo/Chat", headers: ("grpc-accept-encoding", "gzip"));
        var empty = await raw.PostAsync(Plain(""), "/echo.Echo/Chat", headers: ("grpc-accept-encoding", "gzip"));

        none.GrpcStatus.ShouldBe("0");
        none.Body.ShouldBeEmpty();
        Messages(empty).ShouldBe([(MessageFrame.Plain, "")]);
    }

    [Fact]
    public async Task Encoding_ThatTheHandlerAsksForAndNobodyKnows_IsAFaultOfOurs()
    {
        await using var server = await RunningServer.StartAsync();
        server.ExpectsErrors = true;
        using var raw = new RawClient(server.Address);
        server.Service.OnSay = async (request, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "snappy" } });
            return request;
        };

        (await raw.PostAsync(Plain("hi"))).GrpcStatus.ShouldBe("2");
    }

    private static byte[] Plain(string text)
    {
        var message = new Words { Text = text }.ToByteArray();
        return RawClient.Frame(0, (uint)message.Length, message);
    }

    private static byte[] Gzip(string text) => GzipMessage.ToFrame(new Words { Text = text }.ToByteArray(), CompressionLevel.Fastest).ToArray();

    private static List<(byte Flag, string Text)> Messages(RawReply reply)
    {
        List<(byte, string)> messages = [];
        for (var rest = reply.Body.AsMemory(); !rest.IsEmpty;)
        {
            var frame = MessageFrame.TryRead(rest.Span).ShouldNotBeNull();
            var payload = rest.Slice(MessageFrame.PrefixSize, (int)frame.Length);
            messages.Add((frame.Flag, Words.Parser.ParseFrom(frame.Flag == MessageFrame.Plain ? payload.Span : Decompress(payload)).Text));
            rest = rest[(MessageFrame.PrefixSize + payload.Length)..];
        }

        return messages;
    }

    private static byte[] Decompress(ReadOnlyMemory<byte> payload)
    {
        using var gzip = new GZipStream(new MemoryStream(payload.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}

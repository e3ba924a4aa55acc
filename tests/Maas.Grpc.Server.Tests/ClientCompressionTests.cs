using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class ClientCompressionTests
{
    private const string EncodingRequest = "grpc-internal-encoding-request";

    private static readonly string Text = string.Concat(Enumerable.Repeat("compress me ", 100));

    public static TheoryData<string, string?, byte[], StatusCode> BadReplies => new()
    {
        { "no encoding", null, FramedCall.GzipFrame(FramedCall.Message("x")), StatusCode.Internal },
        { "identity", "identity", FramedCall.GzipFrame(FramedCall.Message("x")), StatusCode.Internal },
        { "an unknown encoding", "br", FramedCall.GzipFrame(FramedCall.Message("x")), StatusCode.Internal },
        { "no gzip", "gzip", RawClient.Frame(1, 5, 1, 2, 3, 4, 5), StatusCode.Internal },
        { "a part of a gzip", "gzip", CutGzip(), StatusCode.Internal },
        { "a bomb", "gzip", FramedCall.GzipFrame(new byte[50_000_000]), StatusCode.ResourceExhausted },
        { "a declared length over the limit", "gzip", RawClient.Frame(1, 5_000_000), StatusCode.ResourceExhausted },
    };

    public static MatrixTheoryData<WriteFlags?, WriteFlags?> Hints => new([null, 0, WriteFlags.NoCompress], [null, 0, WriteFlags.NoCompress]);

    [Theory]
    [InlineData("Say")]
    [InlineData("Repeat")]
    public async Task Reply_ThatIsCompressed_IsRead(string method)
    {
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            http.Request.Headers["grpc-accept-encoding"].ToString().ShouldBe("identity,gzip");
            http.Response.Headers["grpc-encoding"] = "gzip";
            await call.StartAsync();
            await call.WriteAsync(FramedCall.GzipFrame(FramedCall.Message(Text)));
            if (method == "Repeat")
            {
                await call.WriteAsync(FramedCall.Frame("plain"));
                await call.WriteAsync(RawClient.Frame(1, 0));
                await call.WriteAsync(FramedCall.GzipFrame(FramedCall.Message(Text)));
            }

            call.End(0);
        });

        if (method == "Say")
        {
            (await server.Client.SayAsync(new Words()).ResponseAsync.Bounded()).Text.ShouldBe(Text);
            return;
        }

        using var call = server.Client.Repeat(new Words());
        List<string> replies = [];
        while (await call.ResponseStream.MoveNext().Bounded())
        {
            replies.Add(call.ResponseStream.Current.Text);
        }

        replies.ShouldBe([Text, "plain", "", Text]);
    }

    [Theory]
    [MemberData(nameof(BadReplies))]
    public async Task Reply_ThatIsCompressedBadly_IsAFailureOfTheClients(string what, string? encoding, byte[] body, StatusCode expected)
    {
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            http.Response.Headers["grpc-encoding"] = encoding;
            await call.StartAsync();
            await call.WriteAsync(body);
            call.End(0);
        });

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());
        using var call = server.Client.Repeat(new Words());
        var second = await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext().Bounded());

        failure.StatusCode.ShouldBe(expected, what);
        failure.Status.DebugException.ShouldNotBeNull();
        second.StatusCode.ShouldBe(expected, what);
    }

    [Fact]
    public async Task Reply_AtTheLimitOnceDecompressed_IsRead()
    {
        var length = FramedCall.Message(Text).Length;
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            http.Response.Headers["grpc-encoding"] = "gzip";
            await call.StartAsync();
            await call.WriteAsync(FramedCall.GzipFrame(FramedCall.Message(Text)));
            call.End(0);
        });
        using var atLimit = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = length });
        using var under = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = length - 1 });

        (await new Echo.EchoClient(atLimit).SayAsync(new Words()).ResponseAsync.Bounded()).Text.ShouldBe(Text);
        var failure = await Should.ThrowAsync<RpcException>(new Echo.EchoClient(under).SayAsync(new Words()).ResponseAsync.Bounded());
        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Theory]
    [InlineData(null, null, false, 0)]
    [InlineData("identity", null, false, 0)]
    [InlineData("gzip", "gzip", false, 1)]
    [InlineData("gzip", "gzip", true, 0)]
    public async Task Request_IsCompressed_WhenTheMetadataAsksForIt(string? asked, string? encoding, bool noCompress, byte flag)
    {
        var seen = new TaskCompletionSource<(string? Encoding, bool HasAsked, byte Flag, byte[] Message)>();
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            var frame = (await call.ReadFrameAsync()).ShouldNotBeNull();
            var headers = http.Request.Headers;
            seen.SetResult(((string?)headers["grpc-encoding"], headers.ContainsKey(EncodingRequest), frame.Flag, frame.Message));
            await call.StartAsync();
            await call.WriteAsync("ok");
            call.End(0);
        });

        var options = new CallOptions(
            asked is null ? [] : new Metadata { { EncodingRequest, asked } },
            writeOptions: noCompress ? new WriteOptions(WriteFlags.NoCompress) : null);
        await server.Client.SayAsync(new Words { Text = Text }, options).ResponseAsync.Bounded();

        var request = await seen.Task.Bounded();
        request.Encoding.ShouldBe(encoding);
        request.HasAsked.ShouldBeFalse();
        request.Flag.ShouldBe(flag);
        (flag == 1 ? Gunzip(request.Message) : request.Message).ShouldBe(FramedCall.Message(Text));
    }

    [Fact]
    public async Task Encoding_ThatIsNotKnown_FailsWithoutACall()
    {
        var called = false;
        await using var server = await BrokenServer.StartAsync(_ =>
        {
            called = true;
            return Task.CompletedTask;
        });
        var headers = new Metadata { { EncodingRequest, "br" } };

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words(), headers).ResponseAsync.Bounded());
        using var chat = server.Client.Chat(headers);
        var write = await Should.ThrowAsync<RpcException>(chat.RequestStream.WriteAsync(new Words()).Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Internal);
        failure.Status.Detail.ShouldContain("'br'");
        failure.Status.DebugException.ShouldNotBeNull();
        write.Status.Detail.ShouldBe(failure.Status.Detail);
        called.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Hints))]
    public async Task Message_OfAStream_FollowsItsHintBeforeTheCalls(WriteFlags? ofTheCall, WriteFlags? ofTheMessage)
    {
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            await call.StartAsync();
            while (await call.ReadFrameAsync() is { } frame)
            {
                Gunzip(frame).ShouldBe(FramedCall.Message(Text));
                await call.WriteAsync($"{frame.Flag}");
            }

            call.End(0);
        });

        using var call = server.Client.Chat(new CallOptions(
            new Metadata { { EncodingRequest, "gzip" } },
            writeOptions: ofTheCall is { } flags ? new WriteOptions(flags) : null));
        List<string> seen = [];
        foreach (var hint in new[] { null, ofTheMessage, null })
        {
            call.RequestStream.WriteOptions = hint is { } own ? new WriteOptions(own) : null;
            await call.RequestStream.WriteAsync(new Words { Text = Text }).Bounded();
            (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
            seen.Add(call.ResponseStream.Current.Text);
        }

        var byCall = ofTheCall == WriteFlags.NoCompress ? "0" : "1";
        seen.ShouldBe([byCall, ofTheMessage is null ? byCall : ofTheMessage == WriteFlags.NoCompress ? "0" : "1", byCall]);
    }

    private static byte[] CutGzip()
    {
        var whole = FramedCall.Gzip(FramedCall.Message(Text));
        return RawClient.Frame(1, (uint)whole.Length - 4, whole[..^4]);
    }

    private static byte[] Gunzip((byte Flag, byte[] Message) frame) => frame.Flag == 1 ? Gunzip(frame.Message) : frame.Message;

    private static byte[] Gunzip(byte[] message)
    {
        using var gzip = new GZipStream(new MemoryStream(message), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}

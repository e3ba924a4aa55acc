using System.Text;
using Maas.Grpc.Server.Tests.Raw;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Bytes and characters that no good client sends: an error in the body of that reply, and the next call is served.</summary>
public class HostileWebRequestTests
{
    private static readonly byte[] Hi = FramedCall.Message("hi");
    private static readonly byte[] HiFrame = FramedCall.Frame("hi");

    public static TheoryData<string, string> Kinds => WebCalls.Kinds;

    // A stream reads what follows its message as another one, a unary call does not read it at all.
    private static (string What, byte[] Frames, string Unary, string Stream)[] Bodies =>
    [
        ("nothing", [], "12", "12"),
        ("part of a prefix", [0, 0, 0], "13", "13"),
        ("a length that lies", RawClient.Frame(0, 100, Hi), "13", "13"),
        ("a length over the limit", RawClient.Frame(0, (4 * 1024 * 1024) + 1, Hi), "8", "8"),
        ("the longest length", RawClient.Frame(0, uint.MaxValue), "8", "8"),
        ("a compressed flag without an encoding", RawClient.Frame(1, 4, Hi), "13", "13"),
        ("a flag that does not exist", RawClient.Frame(2, 4, Hi), "13", "13"),
        ("trailers, which only replies have", RawClient.Frame(0x80, 4, Hi), "13", "13"),
        ("a message and trailers", [.. HiFrame, .. RawClient.Frame(0x80, 0)], "12", "13"),
        ("two messages", [.. HiFrame, .. HiFrame], "12", "12"),
        ("a byte too much", [.. HiFrame, 0], "12", "13"),
        ("no protobuf", RawClient.Frame(0, 4, 255, 255, 255, 255), "13", "13"),
    ];

    private static (string What, string Text)[] Texts =>
    [
        ("characters that are no base64", "AAAAAAQK!!!!aQ=="),
        ("the alphabet of URLs", "AAAAAAQKAmhp-_AA"),
        ("white space", "AAAA AAQK AmhpAA"),
        ("line feeds", "AAAAAAQK\r\nAmhp"),
        ("padding alone", "===="),
        ("padding ahead of a digit", "AAAAAAQKAm=paQ=="),
        ("too much padding", "AAAAAAQKAmhpA==="),
        ("no ASCII", "AAAAAAQKAmhpé"),
        ("binary", "\0\0\0\0\u0004\n\u0002hi"),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Body_ThatIsBroken_GetsItsStatus(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        foreach (var (what, frames, unary, stream) in Bodies)
        {
            foreach (var (path, status) in new[] { ("/echo.Echo/Say", unary), ("/echo.Echo/Repeat", stream) })
            {
                var reply = await raw.PostWebAsync(http, contentType, frames, path);

                reply.HttpStatus.ShouldBe(200, what);
                reply.GrpcStatus.ShouldBe(status, what);
                reply.Messages.ShouldBeEmpty(what);
            }
        }

        (await raw.PostWebAsync(http, contentType, HiFrame)).Texts().ShouldBe(["hi"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Body_ThatEndsAtAnyByte_IsRefused(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        for (var at = 0; at < HiFrame.Length; at++)
        {
            var reply = await raw.PostWebAsync(http, contentType, HiFrame[..at]);

            reply.GrpcStatus.ShouldBe(at == 0 ? "12" : "13", $"{at} bytes");
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Text_ThatEndsAtAnyCharacter_IsRefused(string http)
    {
        await using var server = await WebCalls.StartAsync(http, options => options.ErrorDomain = "echo");
        using var raw = new RawClient(server.Address);
        var text = WebCalls.ToText(HiFrame);

        for (var at = 0; at < text.Length; at++)
        {
            var reply = WebReplies.Of(await raw.PostAsync(text[..at], contentType: WebCalls.Text, version: Version.Parse(http)));

            reply.GrpcStatus.ShouldBe(at == 0 ? "12" : "13", $"{at} characters");
            reply["grpc-status-details-bin"].ShouldNotBeNull($"{at} characters");
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Text_ThatIsNoBase64_IsRefused(string http)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        foreach (var (what, text) in Texts)
        {
            foreach (var path in (string[])["/echo.Echo/Say", "/echo.Echo/Repeat"])
            {
                var reply = WebReplies.Of(await raw.PostAsync(Encoding.UTF8.GetBytes(text), path, WebCalls.Text, version: Version.Parse(http)));

                reply.GrpcStatus.ShouldBe("13", what);
                reply["grpc-message"].ShouldBe("The request's body could not be read.", what);
            }
        }

        (await raw.PostWebAsync(http, WebCalls.Text, HiFrame)).Texts().ShouldBe(["hi"]);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Text_InChunksPaddedAtAnyByte_IsRead(string http)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        for (var at = 0; at <= HiFrame.Length; at++)
        {
            byte[] text = [.. WebCalls.ToText(HiFrame[..at]), .. WebCalls.ToText(HiFrame[at..])];

            var reply = WebReplies.Of(await raw.PostAsync(text, contentType: WebCalls.Text, version: Version.Parse(http)));

            reply.Texts().ShouldBe(["hi"], $"cut at {at}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connection_ReadByteByByte_IsAnswered(string http, string contentType)
    {
        await using var server = await RunningServer.StartAsync(
            map: app => app.UseGrpcWeb(new() { DefaultEnabled = true }),
            protocols: WebCalls.Protocols(http),
            listen: listen => listen.Cut(new Cuts { Every = 1 }));
        using var raw = new RawClient(server.Address);

        (await raw.PostWebAsync(http, contentType, FramedCall.Frame("a few words"))).Texts().ShouldBe(["a few words"]);
        (await raw.PostWebAsync(http, contentType, FramedCall.Frame("a few words"), "/echo.Echo/Repeat")).Texts().ShouldBe(["a", "few", "words"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_InGzip_IsReadWhereItsEncodingIsNamed(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);
        var frame = FramedCall.GzipFrame(Hi);

        (await raw.PostWebAsync(http, contentType, frame, headers: ("grpc-encoding", "gzip"))).Texts().ShouldBe(["hi"]);
        var unknown = await raw.PostWebAsync(http, contentType, frame, headers: ("grpc-encoding", "snappy"));

        unknown.GrpcStatus.ShouldBe("12");
        unknown.Headers["grpc-accept-encoding"].ShouldBe("identity,gzip");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Timeout_ThatIsMalformed_IsRefused(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        foreach (var timeout in (string[])["soon", "1", "-1S", "123456789S"])
        {
            (await raw.PostWebAsync(http, contentType, HiFrame, headers: ("grpc-timeout", timeout))).GrpcStatus.ShouldBe("13", timeout);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reply_OverTheLimit_IsAnsweredInTheBody(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http, options => options.MaxSendMessageSize = 3);
        server.ExpectsErrors = true;
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, HiFrame);

        reply.Messages.ShouldBeEmpty();
        reply.GrpcStatus.ShouldBe("8");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Path_ThatIsUnknown_IsUnimplementedAndLogged(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);
        string[] paths = ["/echo.Echo/Nothing", "/nobody.Nothing/Say", "/", "/plain", "/echo.Echo/Say%0Ainfo:%20all%20is%20well", "/echo.Echo/say"];

        foreach (var path in paths)
        {
            var reply = await raw.PostWebAsync(http, contentType, HiFrame, path);

            reply.HttpStatus.ShouldBe(200, path);
            reply.GrpcStatus.ShouldBe("12", path);
            reply.Trailers.ShouldNotBeEmpty(path);
        }

        server.Log.Where(entry => entry.EventId == 1004).Select(entry => entry.Level).Distinct().ShouldBe([LogLevel.Information]);
        server.Log.Where(entry => entry.EventId == 1004).Select(entry => entry.Message.Split(' ')[3]).ShouldBe(paths);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Method_ThatStreamsRequests_IsUnimplementedAndNotCalled(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        server.Service.OnCollect = (_, _) => throw new InvalidOperationException("was called");
        server.Service.OnChat = (_, _, _) => throw new InvalidOperationException("was called");
        using var raw = new RawClient(server.Address);

        foreach (var path in (string[])["/echo.Echo/Collect", "/echo.Echo/Chat"])
        {
            var reply = await raw.PostWebAsync(http, contentType, HiFrame, path);

            reply.GrpcStatus.ShouldBe("12", path);
            reply["grpc-message"]!.ShouldContain("gRPC-Web cannot", Case.Sensitive, path);
        }
    }
}

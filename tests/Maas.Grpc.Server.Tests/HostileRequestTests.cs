using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests;

/// <summary>Bytes and heads that no good client sends: an error for that call, and the next one is served.</summary>
public class HostileRequestTests
{
    // Words { text = "hi" }
    private static readonly byte[] Hi = [10, 2, (byte)'h', (byte)'i'];

    public static TheoryData<string, byte[], string> Bodies => new()
    {
        { "nothing", [], "12" },
        { "part of a prefix", [0, 0, 0], "13" },
        { "a length that lies", RawClient.Frame(0, 100, Hi), "13" },
        { "a length over the limit", RawClient.Frame(0, 4 * 1024 * 1024 + 1, Hi), "8" },
        { "the longest length", RawClient.Frame(0, uint.MaxValue), "8" },
        { "a compressed flag without an encoding", RawClient.Frame(1, 4, Hi), "13" },
        { "a flag that does not exist", RawClient.Frame(2, 4, Hi), "13" },
        { "two messages", [.. RawClient.Frame(0, 4, Hi), .. RawClient.Frame(0, 4, Hi)], "12" },
        { "a byte too much", [.. RawClient.Frame(0, 4, Hi), 0], "12" },
        { "no protobuf", RawClient.Frame(0, 4, 255, 255, 255, 255), "13" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ThatIsBroken_GetsItsStatus(string what, byte[] body, string status)
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(body);
        var next = await raw.PostAsync(RawClient.Frame(0, 4, Hi));

        reply.GrpcStatus.ShouldBe(status, what);
        reply.HttpStatus.ShouldBe(200);
        next.GrpcStatus.ShouldBe("0");
        next.Body.ShouldBe(RawClient.Frame(0, 4, Hi));
    }

    [Fact]
    public async Task Reply_OfAGoodCall_HasItsStatusInTheTrailers()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(0, 4, Hi));

        reply.Headers["content-type"].ShouldBe("application/grpc");
        reply.Headers.Keys.ShouldNotContain("grpc-status");
        reply.Trailers["grpc-status"].ShouldBe("0");
        reply.Trailers.Keys.ShouldNotContain("grpc-message");
    }

    [Theory]
    [InlineData("application/grpc", 200)]
    [InlineData("application/grpc+proto", 200)]
    [InlineData("application/grpc; charset=utf-8", 200)]
    [InlineData("application/grpc+json", 415)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/json", 415)]
    [InlineData(null, 415)]
    public async Task ContentType_OverHttp2_IsAcceptedOrRefused(string? contentType, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(0, 4, Hi), contentType: contentType);

        reply.HttpStatus.ShouldBe(status);
        reply.GrpcStatus.ShouldBe(status == 200 ? "0" : null);
    }

    [Fact]
    public async Task Method_OtherThanPost_IsNotAllowed()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(0, 4, Hi), method: HttpMethod.Put);

        reply.HttpStatus.ShouldBe(405);
        reply.Headers["allow"].ShouldBe("POST");
    }

    [Fact]
    public async Task Encoding_ThatIsUnknown_IsUnimplementedAndTellsTheKnown()
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(1, 4, Hi), headers: ("grpc-encoding", "snappy"));
        var identity = await raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-encoding", "identity"));

        reply.GrpcStatus.ShouldBe("12");
        reply.Headers["grpc-accept-encoding"].ShouldBe("identity,gzip");
        identity.GrpcStatus.ShouldBe("0");
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("1")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    public async Task Timeout_ThatIsMalformed_IsRefused(string timeout)
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(0, 4, Hi), headers: ("grpc-timeout", timeout));

        reply.GrpcStatus.ShouldBe("13");
    }

    [Theory]
    [InlineData("/echo.Echo/Nothing")]
    [InlineData("/nobody.Nothing/Say")]
    [InlineData("/")]
    [InlineData("/echo.Echo/Say%0Ainfo:%20all%20is%20well")]
    public async Task Path_ThatIsUnknown_IsUnimplementedAndLogged(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostAsync(RawClient.Frame(0, 4, Hi), path);

        reply.GrpcStatus.ShouldBe("12");
        reply.HttpStatus.ShouldBe(200);
        var refusal = server.Log.Single(entry => entry.EventId == 1004);
        refusal.Level.ShouldBe(LogLevel.Information);
        refusal.Message.ShouldStartWith($"A request for {path} was refused with Unimplemented: ");
    }

    [Fact]
    public async Task Request_ThatIsNotGrpc_GoesToTheApplication()
    {
        await using var server = await RunningServer.StartAsync(protocols: HttpProtocols.Http1);
        using var raw = new RawClient(server.Address);

        var page = await raw.PostAsync([], "/plain", contentType: null, HttpMethod.Get, new Version(1, 1));
        var posted = await raw.PostAsync(Hi, contentType: "application/json", version: new Version(1, 1));
        var grpc = await raw.PostAsync(RawClient.Frame(0, 4, Hi), version: new Version(1, 1));

        page.HttpStatus.ShouldBe(200);
        posted.HttpStatus.ShouldBe(404);
        grpc.HttpStatus.ShouldBe(505);
    }
}

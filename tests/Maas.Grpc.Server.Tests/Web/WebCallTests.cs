using Google.Rpc;
using Grpc.AspNetCore.Web;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Calls of local services by gRPC-Web.</summary>
public class WebCallTests
{
    public static TheoryData<string, string> Kinds => WebCalls.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Say_IsAnsweredWithItsTrailersAsTheLastFrame(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"));

        reply.HttpStatus.ShouldBe(200);
        reply.Headers["content-type"].ShouldBe(contentType);
        reply.Headers.Keys.ShouldNotContain("grpc-status");
        reply.Texts().ShouldBe(["hi"]);
        reply.Trailers.ShouldBe([("grpc-status", "0")]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repeat_IsAnsweredWithEachMessage(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("one two three"), "/echo.Echo/Repeat");

        reply.Texts().ShouldBe(["one", "two", "three"]);
        reply.GrpcStatus.ShouldBe("0");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reply_HasTheHandlersHeadersAndTrailers(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        server.Service.OnSay = async (request, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "my-head", "h" } });
            context.ResponseTrailers.Add("My-Trailer", "first");
            context.ResponseTrailers.Add("my-trailer", "second");
            context.ResponseTrailers.Add("my-bytes-bin", [0, 13, 10, 255]);
            return request;
        };
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"));

        reply.Headers["my-head"].ShouldBe("h");
        reply.Trailers.ShouldBe(
            [("grpc-status", "0"), ("my-trailer", "first"), ("my-trailer", "second"), ("my-bytes-bin", "AA0K/w")],
            ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Error_OfAHandler_ComesWithMessageAndDetailsInTheBody(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http, options => options.ErrorDomain = "echo");
        server.Service.OnSay = (_, _) => throw new RpcException(new global::Grpc.Core.Status(StatusCode.NotFound, "Nö 100%\r\n"), new Metadata { { "hint", "x" } });
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"));

        reply.HttpStatus.ShouldBe(200);
        reply.Headers.Keys.ShouldNotContain("grpc-status");
        reply.Headers.Keys.ShouldNotContain("hint");
        reply.Messages.ShouldBeEmpty();
        reply.GrpcStatus.ShouldBe("5");
        reply["grpc-message"].ShouldBe("N%C3%B6 100%25%0D%0A");
        reply["hint"].ShouldBe("x");
        var details = reply["grpc-status-details-bin"]!;
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        status.Details.Single().Unpack<ErrorInfo>().Domain.ShouldBe("echo");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Error_AfterMessages_FollowsThem(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        server.Service.OnRepeat = async (request, replies, _) =>
        {
            await replies.WriteAsync(request);
            throw new RpcException(new global::Grpc.Core.Status(StatusCode.Aborted, "enough"));
        };
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"), "/echo.Echo/Repeat");

        reply.Texts().ShouldBe(["hi"]);
        reply.GrpcStatus.ShouldBe("10");
        reply["grpc-message"].ShouldBe("enough");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_OfMegabytes_GoesBothWays(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        using var raw = new RawClient(server.Address);
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(number => $"{number} "));

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame(text));

        reply.GrpcStatus.ShouldBe("0");
        reply.Texts().ShouldBe([text]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Metadata_ReachesTheHandler(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        Metadata? seen = null;
        server.Service.OnSay = (request, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(request);
        };
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(
            http, contentType, FramedCall.Frame("hi"), headers: [("my-key", "v"), ("my-bytes-bin", "AAEC")]);

        reply.GrpcStatus.ShouldBe("0");
        seen!.GetValue("my-key").ShouldBe("v");
        seen!.GetValueBytes("my-bytes-bin").ShouldBe([0, 1, 2]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Deadline_IsAnsweredInTheBody(string http, string contentType)
    {
        await using var server = await WebCalls.StartAsync(http);
        server.Service.OnSay = async (request, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return request;
        };
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"), headers: ("grpc-timeout", "50m"));

        reply.GrpcStatus.ShouldBe("4");
        reply["grpc-message"].ShouldBe("The deadline passed.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Health_IsAnswered(string http, string contentType)
    {
        await using var server = await RunningServer.StartAsync(
            services: services => services.AddGrpcHealthChecks(),
            map: app =>
            {
                app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
                app.MapGrpcHealthChecksService();
            },
            protocols: WebCalls.Protocols(http));
        using var raw = new RawClient(server.Address);

        var reply = await raw.PostWebAsync(http, contentType, RawClient.Frame(0, 0), "/grpc.health.v1.Health/Check");

        reply.GrpcStatus.ShouldBe("0");
        global::Grpc.Health.V1.HealthCheckResponse.Parser.ParseFrom(reply.Messages.Single()).Status
            .ShouldBe(global::Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Theory]
    [InlineData(WebCalls.Binary, WebCalls.Text, WebCalls.Text)]
    [InlineData(WebCalls.Text, "application/grpc-web", WebCalls.Binary)]
    [InlineData(WebCalls.Text, "text/html, */*;q=0.1", WebCalls.Text)]
    [InlineData("application/grpc-web; charset=utf-8", "*/*", WebCalls.Binary)]
    [InlineData("application/GRPC-Web-Text", "", WebCalls.Text)]
    public async Task Reply_IsOfTheTypeThatIsAccepted(string contentType, string accept, string expected)
    {
        await using var server = await WebCalls.StartAsync("1.1");
        using var raw = new RawClient(server.Address);
        var isText = contentType.Contains("text", StringComparison.OrdinalIgnoreCase);
        var body = FramedCall.Frame("hi");

        var reply = WebReplies.Of(await raw.PostAsync(
            isText ? WebCalls.ToText(body) : body, contentType: contentType, version: new Version(1, 1), headers: ("accept", accept)));

        reply.Headers["content-type"].ShouldBe(expected);
        reply.Texts().ShouldBe(["hi"]);
    }
}

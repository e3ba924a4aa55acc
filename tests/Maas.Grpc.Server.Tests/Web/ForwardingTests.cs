using Google.Rpc;
using Grpc.AspNetCore.Web;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Calls that go on to another server: the same for a browser as if the services were here.</summary>
public class ForwardingTests
{
    public static TheoryData<string, string> Kinds => WebCalls.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Calls_AreAnsweredByTheServerBehind(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        servers.Front.Service.OnSay = (_, _) => throw new InvalidOperationException("was called");
        using var raw = new RawClient(servers.Front.Address);

        var unary = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"));
        var stream = await raw.PostWebAsync(http, contentType, FramedCall.Frame("one two three"), "/echo.Echo/Repeat");

        unary.Headers["content-type"].ShouldBe(contentType);
        unary.Texts().ShouldBe(["hi"]);
        unary.Trailers.ShouldBe([("grpc-status", "0")]);
        stream.Texts().ShouldBe(["one", "two", "three"]);
        stream.Trailers.ShouldBe([("grpc-status", "0")]);
    }

    [Theory]
    [InlineData("/echo.Echo/Say")]
    [InlineData("/echo.Echo/Repeat")]
    public async Task Metadata_OfReplies_ComesBack(string path)
    {
        await using var servers = await ForwardingServers.StartAsync("1.1");
        servers.Service.OnSay = async (request, context) =>
        {
            await context.WriteResponseHeadersAsync(Head());
            AddTrailers(context.ResponseTrailers);
            return request;
        };
        servers.Service.OnRepeat = async (request, replies, context) =>
        {
            await context.WriteResponseHeadersAsync(Head());
            await replies.WriteAsync(request);
            AddTrailers(context.ResponseTrailers);
        };
        using var raw = new RawClient(servers.Front.Address);

        var reply = await raw.PostWebAsync("1.1", WebCalls.Text, FramedCall.Frame("hi"), path);

        reply.Texts().ShouldBe(["hi"]);
        reply.Headers["my-head"].ShouldBe("h");
        reply.Headers["my-head-bin"].ShouldBe("AP8");
        reply.Headers.Keys.ShouldNotContain("set-cookie");
        reply.Headers.Keys.ShouldNotContain("access-control-allow-origin");
        reply.Trailers.ShouldBe(
            [("grpc-status", "0"), ("my-trailer", "first"), ("my-trailer", "second"), ("my-trailer-bin", "DQo")], ignoreOrder: true);

        static Metadata Head() => new()
        {
            { "my-head", "h" }, { "my-head-bin", [0, 255] }, { "set-cookie", "a=b" }, { "access-control-allow-origin", "*" },
        };

        static void AddTrailers(Metadata trailers)
        {
            trailers.Add("my-trailer", "first");
            trailers.Add("my-trailer", "second");
            trailers.Add("my-trailer-bin", [13, 10]);
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Metadata_OfRequests_GoesOnButForWhatIsTheBrowsers(string http)
    {
        await using var servers = await ForwardingServers.StartAsync(
            http, forwarding => forwarding.PrepareMetadata = (context, metadata) => metadata.Add("added", context.Request.Path.Value!));
        Metadata? seen = null;
        servers.Service.OnSay = (request, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(request);
        };
        using var raw = new RawClient(servers.Front.Address);

        var reply = await raw.PostWebAsync(
            http,
            WebCalls.Binary,
            FramedCall.Frame("hi"),
            headers:
            [
                ("authorization", "Bearer x"), ("x-request-id", "r1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                ("tracestate", "a=b"), ("my-key", "v"), ("my-bytes-bin", "AAEC"),
                ("cookie", "a=b"), ("origin", "http://a"), ("referer", "http://a/"), ("user-agent", "Browser/1"), ("x-user-agent", "grpc-web"),
                ("x-grpc-web", "1"), ("sec-fetch-mode", "cors"), ("accept", "*/*"), ("accept-language", "en"), ("x-forwarded-for", "1.2.3.4"),
                ("cache-control", "no-cache"), ("if-match", "\"e\""), ("grpc-previous-rpc-attempts", "3"), ("grpc-accept-encoding", "gzip"),
            ]);

        reply.GrpcStatus.ShouldBe("0");
        seen!.Select(entry => entry.Key).Except(["user-agent"]).ShouldBe(
            ["authorization", "x-request-id", "traceparent", "tracestate", "my-key", "my-bytes-bin", "added"], ignoreOrder: true);
        seen!.GetValue("user-agent").ShouldNotBe("Browser/1");
        seen!.GetValueBytes("my-bytes-bin").ShouldBe([0, 1, 2]);
        seen!.GetValue("added").ShouldBe("/echo.Echo/Say");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Error_OfTheServerBehind_ComesBackWhole(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        var error = new RpcException(new global::Grpc.Core.Status(StatusCode.NotFound, "Nö"), new Metadata { { "hint", "x" } });
        servers.Service.OnSay = (_, _) => throw error;
        servers.Service.OnRepeat = async (request, replies, _) =>
        {
            await replies.WriteAsync(request);
            throw error;
        };
        using var raw = new RawClient(servers.Front.Address);

        foreach (var path in (string[])["/echo.Echo/Say", "/echo.Echo/Repeat"])
        {
            var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"), path);

            reply.HttpStatus.ShouldBe(200);
            reply.Messages.Count.ShouldBe(path.EndsWith("Say", StringComparison.Ordinal) ? 0 : 1);
            reply.GrpcStatus.ShouldBe("5");
            reply["grpc-message"].ShouldBe("N%C3%B6");
            reply["hint"].ShouldBe("x");
            DomainOf(reply).ShouldBe("behind");
        }
    }

    [Theory]
    [InlineData("/echo.Echo/Say")]
    [InlineData("/echo.Echo/Repeat")]
    public async Task Server_ThatIsGone_IsUnavailableWithoutItsAddress(string path)
    {
        await using var servers = await ForwardingServers.StartAsync("1.1");
        await servers.Behind.StopAsync();
        using var raw = new RawClient(servers.Front.Address);

        var reply = await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"), path);

        reply.GrpcStatus.ShouldBe("14");
        reply["grpc-message"].ShouldBe("The service is not available.");
        DomainOf(reply).ShouldBe("front");
        servers.Front.Log.Single(entry => entry.EventId == 1010).Level.ShouldBe(LogLevel.Warning);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Path_OutsideOfTheList_IsUnimplemented(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        using var raw = new RawClient(servers.Front.Address);
        string[] paths =
        [
            "/grpc.health.v1.Health/Check", "/echo.Echo/Nothing", "/echo.Echo/Collect", "/echo.Echo/Chat", "/ECHO.Echo/Say", "/echo.Echo/Say/",
        ];

        foreach (var path in paths)
        {
            var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"), path);

            reply.GrpcStatus.ShouldBe("12", path);
            DomainOf(reply).ShouldBe("front", path);
        }
    }

    [Fact]
    public async Task Deadline_OfTheCaller_GoesOnAndIsCutToTheLongest()
    {
        await using var servers = await ForwardingServers.StartAsync(
            "1.1",
            forwarding =>
            {
                forwarding.DefaultDeadline = TimeSpan.FromMinutes(2);
                forwarding.MaximumDeadline = TimeSpan.FromMinutes(5);
            });
        List<TimeSpan> seen = [];
        servers.Service.OnSay = (request, context) =>
        {
            seen.Add(context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime);
            return Task.FromResult(request);
        };
        var streamed = DateTime.MinValue;
        servers.Service.OnRepeat = (_, _, context) =>
        {
            streamed = context.Deadline;
            return Task.CompletedTask;
        };
        using var raw = new RawClient(servers.Front.Address);

        await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"));
        await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"), headers: ("grpc-timeout", "1M"));
        await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"), headers: ("grpc-timeout", "1H"));
        await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"), "/echo.Echo/Repeat");

        seen[0].ShouldBeInRange(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        seen[1].ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        seen[2].ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        streamed.ShouldBe(DateTime.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Deadline_ThatPasses_IsToldAndCancelsTheCallBehind(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.Service.OnSay = async (request, context) =>
        {
            await using var registration = context.CancellationToken.Register(() => cancelled.TrySetResult());
            await cancelled.Task.Bounded();
            return request;
        };
        using var raw = new RawClient(servers.Front.Address);

        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("hi"), headers: ("grpc-timeout", "200m"));

        reply.GrpcStatus.ShouldBe("4");
        await cancelled.Task.Bounded();
    }

    [Theory]
    [InlineData("1n")]
    [InlineData("50m")]
    public async Task Deadline_ThatPasses_HasOneReasonWhicheverClockSeesIt(string timeout)
    {
        await using var servers = await ForwardingServers.StartAsync("1.1");
        servers.Service.OnSay = async (request, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return request;
        };
        using var raw = new RawClient(servers.Front.Address);

        var reply = await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"), headers: ("grpc-timeout", timeout));

        reply.GrpcStatus.ShouldBe("4");
        reply["grpc-message"].ShouldBe("The deadline passed.");
        var info = InfoOf(reply);
        (info.Type, info.Domain).ShouldBe(("DEADLINE_PASSED", "front"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_OverALimit_IsResourceExhausted(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(
            http, forwarding => forwarding.MaxReceiveMessageSize = 100, channelOptions: new GrpcChannelOptions { MaxReceiveMessageSize = 200 });
        servers.Service.OnSay = (request, _) => Task.FromResult(new Words { Text = new string('x', request.Text.Length * 100) });
        using var raw = new RawClient(servers.Front.Address);

        var request = await raw.PostWebAsync(http, contentType, FramedCall.Frame(new string('x', 101)));
        var reply = await raw.PostWebAsync(http, contentType, FramedCall.Frame("123"));

        request.GrpcStatus.ShouldBe("8");
        DomainOf(request).ShouldBe("front");
        reply.GrpcStatus.ShouldBe("8");
        reply["grpc-message"].ShouldBe("A message is over the limit.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bytes_ThatAreNoProtobuf_AreTheServersMatter(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        using var raw = new RawClient(servers.Front.Address);

        var reply = await raw.PostWebAsync(http, contentType, RawClient.Frame(0, 4, 255, 255, 255, 255));

        reply.GrpcStatus.ShouldBe("13");
        DomainOf(reply).ShouldBe("behind");
    }

    [Fact]
    public async Task Service_ThatIsServedHereToo_IsServedHere()
    {
        await using var servers = await ForwardingServers.StartAsync("1.1", web: options => options.DefaultEnabled = true);
        servers.Service.OnSay = (_, _) => throw new InvalidOperationException("was called");
        using var raw = new RawClient(servers.Front.Address);

        (await raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"))).GrpcStatus.ShouldBe("0");
    }

    [Fact]
    public void UseGrpcWeb_WithAServiceTwiceOrALimitOfNone_SaysSo()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var app = WebApplication.CreateSlimBuilder().Build();
        var echo = new GrpcWebForwarding(channel.CreateCallInvoker(), Echo.Descriptor, Health.Descriptor);
        var never = new GrpcWebForwarding(channel.CreateCallInvoker(), Echo.Descriptor) { DefaultDeadline = TimeSpan.Zero };

        Should.Throw<InvalidOperationException>(() => app.UseGrpcWeb(new GrpcWebOptions { Forwardings = { echo, echo } }))
            .Message.ShouldContain("/echo.Echo/Say is forwarded twice");
        Should.Throw<InvalidOperationException>(() => app.UseGrpcWeb(new GrpcWebOptions { Forwardings = { never } }))
            .Message.ShouldContain("DefaultDeadline");
    }

    private static string? DomainOf(WebReplies reply) => InfoOf(reply).Domain;

    private static ErrorInfo InfoOf(WebReplies reply)
    {
        var details = reply["grpc-status-details-bin"].ShouldNotBeNull();
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        return status.Details.Single().Unpack<ErrorInfo>();
    }
}

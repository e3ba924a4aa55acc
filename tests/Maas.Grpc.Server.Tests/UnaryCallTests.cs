using Google.Protobuf;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server.Tests;

/// <summary>Our client against our server, over a real connection.</summary>
public class UnaryCallTests
{
    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("模型 🚀 и ещё")]
    public async Task Say_AnyText_ComesBack(string text)
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.Client.SayAsync(new Words { Text = text }).ResponseAsync.Bounded();

        reply.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task Say_MessageLongerThanOneBuffer_ComesBackWhole(int length)
    {
        await using var server = await RunningServer.StartAsync();
        var text = new string('x', length);

        var reply = await server.Client.SayAsync(new Words { Text = text }).ResponseAsync.Bounded();

        reply.Text.ShouldBe(text);
    }

    [Fact]
    public async Task Say_Blocking_ReturnsTheReply()
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await Task.Run(() => server.Client.Say(new Words { Text = "now" }), TestContext.Current.CancellationToken).Bounded();

        reply.Text.ShouldBe("now");
    }

    [Fact]
    public async Task Say_HandlerThatWaits_Answers()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = async (request, _) =>
        {
            await Task.Yield();
            return request;
        };

        var reply = await server.Client.SayAsync(new Words { Text = "later" }, deadline: DateTime.MaxValue).ResponseAsync.Bounded();

        reply.Text.ShouldBe("later");
    }

    [Fact]
    public async Task Say_ManyAtOnce_EachGetsItsOwnReply()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = async (request, context) =>
        {
            await Task.Yield();
            context.CancellationToken.ThrowIfCancellationRequested();
            return request;
        };

        var texts = Enumerable.Range(0, 500).Select(number => $"call {number}").ToArray();
        var replies = await Task.WhenAll(texts.Select(text => server.Client.SayAsync(new Words { Text = text }).ResponseAsync)).Bounded();

        replies.Select(reply => reply.Text).ShouldBe(texts);
    }

    [Fact]
    public async Task Metadata_OfEveryKind_TravelsBothWays()
    {
        await using var server = await RunningServer.StartAsync();
        Metadata? seen = null;
        server.Service.OnSay = async (request, context) =>
        {
            seen = context.RequestHeaders;
            await context.WriteResponseHeadersAsync(new Metadata { { "head", "h1" }, { "head", "h2" }, { "head-bin", [0, 1, 2, 255] } });
            context.ResponseTrailers.Add("tail", "t");
            context.ResponseTrailers.Add("tail-bin", [255, 0]);
            context.ResponseTrailers.Add("tail-bin", [7]);
            return request;
        };

        var sent = new Metadata { { "Text", "a b" }, { "text", "c" }, { "bytes-bin", [0, 128, 255] }, { "bytes-bin", [] }, { "empty", "" }, { "expires", "0" } };
        using var call = server.Client.SayAsync(new Words(), sent);
        await call.ResponseAsync.Bounded();
        var headers = await call.ResponseHeadersAsync.Bounded();
        var trailers = call.GetTrailers();

        // SocketsHttpHandler joins repeated text headers, which means the same (PROTOCOL-HTTP2.md, Custom-Metadata).
        seen.ShouldNotBeNull().GetValue("text").ShouldBe("a b, c");
        seen.GetAll("bytes-bin").Select(entry => entry.ValueBytes).ShouldBe([[0, 128, 255], []]);
        seen.GetValue("empty").ShouldBe("");
        seen.GetValue("expires").ShouldBe("0");
        seen.GetValue("user-agent").ShouldStartWith("grpc-dotnet");
        seen.ShouldNotContain(entry => entry.Key.StartsWith("grpc-") || entry.Key == "te" || entry.Key.StartsWith(':'));
        headers.GetAll("head").Select(entry => entry.Value).ShouldBe(["h1", "h2"]);
        headers.GetValueBytes("head-bin").ShouldBe([0, 1, 2, 255]);
        trailers.GetValue("tail").ShouldBe("t");
        trailers.GetAll("tail-bin").Select(entry => entry.ValueBytes).ShouldBe([[255, 0], [7]]);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Theory]
    [InlineData("expires")]
    [InlineData("last-modified")]
    [InlineData("allow")]
    [InlineData("content-language")]
    [InlineData("content-location")]
    public async Task Metadata_ThatHttpCountsAsTheContents_TravelsInHeadersAndTrailers(string key)
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = async (request, context) =>
        {
            context.ResponseTrailers.Add(key, "t");
            if (request.Text == "fail")
            {
                throw new RpcException(new Status(StatusCode.NotFound, ""));
            }

            await context.WriteResponseHeadersAsync(new Metadata { { key, "h" } });
            return request;
        };

        using var call = server.Client.SayAsync(new Words());
        await call.ResponseAsync.Bounded();
        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words { Text = "fail" }).ResponseAsync.Bounded());

        (await call.ResponseHeadersAsync.Bounded()).GetValue(key).ShouldBe("h");
        (await call.ResponseHeadersAsync.Bounded()).ShouldNotContain(entry => entry.Key == "content-type");
        call.GetTrailers().GetValue(key).ShouldBe("t");
        failure.Trailers.GetValue(key).ShouldBe("t");
    }

    [Fact]
    public async Task Metadata_ThatIsGrpcsOwn_IsNotSent()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (request, context) =>
        {
            context.ResponseTrailers.Add("grpc-status", "5");
            context.ResponseTrailers.Add("content-type", "text/html");
            return Task.FromResult(request);
        };

        var sent = new Metadata { { "grpc-timeout", "1n" }, { "content-type", "text/html" } };
        var reply = await server.Client.SayAsync(new Words { Text = "ok" }, sent).ResponseAsync.Bounded();

        reply.Text.ShouldBe("ok");
    }

    [Fact]
    public async Task Context_TellsWhoCalls()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (_, context) => Task.FromResult(new Words
        {
            Text = $"{context.Method} {context.Host} {context.Peer[..15]} {context.Deadline == DateTime.MaxValue} {context.AuthContext.IsPeerAuthenticated}",
        });

        var reply = await server.Client.SayAsync(new Words()).ResponseAsync.Bounded();

        reply.Text.ShouldBe($"/echo.Echo/Say {server.Address.Authority} ipv4:127.0.0.1: True False");
    }

    [Fact]
    public async Task WithHost_AsksForThatAuthority()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (_, context) => Task.FromResult(new Words { Text = context.Host });

        var reply = await server.Client.WithHost("models.example:9090").SayAsync(new Words()).ResponseAsync.Bounded();

        reply.Text.ShouldBe("models.example:9090");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("100% \r\n\t模型 не найдена 🚀")]
    [InlineData("")]
    public async Task RpcException_OfTheHandler_ReachesTheCaller(string detail)
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (_, context) =>
        {
            context.ResponseTrailers.Add("set", "1");
            throw new RpcException(new Status(StatusCode.NotFound, detail), new Metadata { { "thrown", "2" } });
        };

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
        failure.Status.Detail.ShouldBe(detail);
        failure.Status.DebugException.ShouldBeNull();
        failure.Trailers.GetValue("set").ShouldBe("1");
        failure.Trailers.GetValue("thrown").ShouldBe("2");

        // The host's interceptor has a line for each call; this one is for who looks closer.
        server.Log.Single(entry => entry.EventId == 1001).Level.ShouldBe(LogLevel.Debug);
        server.Log.ShouldNotContain(entry => entry.EventId == 1004);
    }

    [Fact]
    public async Task StatusDetail_OfAnyLength_IsCutToOneKilobyte()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, new string('模', 5000)));

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.Status.Detail.ShouldBe(new string('模', 341));
        server.Log.Single(entry => entry.EventId == 1001).Message.Count(character => character == '模').ShouldBe(341);
    }

    [Fact]
    public async Task Status_SetByTheHandler_IsSentInPlaceOfTheReply()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (request, context) =>
        {
            context.Status = new Status(StatusCode.OutOfRange, "no");
            return Task.FromResult(request);
        };

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.OutOfRange);
    }

    [Fact]
    public async Task Failure_AfterTheHeadersWereSent_ComesInTheTrailers()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "head", "h" } });
            throw new RpcException(new Status(StatusCode.Aborted, "late"));
        };

        using var call = server.Client.SayAsync(new Words());
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Aborted);
        (await call.ResponseHeadersAsync.Bounded()).GetValue("head").ShouldBe("h");
        call.GetStatus().Detail.ShouldBe("late");
    }

    [Fact]
    public async Task RpcStatus_WithDetails_IsReadBack()
    {
        await using var server = await RunningServer.StartAsync();
        var details = new Google.Rpc.BadRequest { FieldViolations = { new Google.Rpc.BadRequest.Types.FieldViolation { Field = "name", Description = "пусто" } } };
        server.Service.OnSay = (_, _) => throw Google.Rpc.RpcStatusExtensions.ToRpcException(new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "bad",
            Details = { Google.Protobuf.WellKnownTypes.Any.Pack(details) },
        });

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        var status = failure.GetRpcStatus().ShouldNotBeNull();
        Google.Rpc.RpcStatusExtensions.GetDetail<Google.Rpc.BadRequest>(status).ShouldBe(details);
        Google.Rpc.RpcStatusExtensions.GetDetail<Google.Rpc.ErrorInfo>(status).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UnhandledException_IsUnknownWithNothingInternal(bool synchronously)
    {
        await using var server = await RunningServer.StartAsync();
        server.ExpectsErrors = true;
        server.Service.OnSay = async (_, _) =>
        {
            if (!synchronously)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("secret");
        };

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Unknown);
        failure.Status.Detail.ShouldBe("Exception was thrown by handler.");
        server.Log.ShouldContain(entry => entry.EventId == 1000 && entry.Exception!.Message == "secret");
    }

    [Fact]
    public async Task NoReply_IsInternal()
    {
        await using var server = await RunningServer.StartAsync();
        server.ExpectsErrors = true;
        server.Service.OnSay = (_, _) => Task.FromResult<Words>(null!);

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Internal);
    }

    [Fact]
    public async Task MethodWithoutAnOverride_IsUnimplemented()
    {
        await using var server = await RunningServer.StartAsync();
        var method = new Method<Words, Words>(MethodType.Unary, "echo.Echo", "Nothing", WordsMarshaller, WordsMarshaller);

        using var call = server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new Words());
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
        failure.Status.DebugException.ShouldBeNull();
    }

    [Fact]
    public async Task Refusals_InGreatNumber_LeaveRoomForOtherCalls()
    {
        await using var server = await RunningServer.StartAsync();
        var unknown = new Method<Words, Words>(MethodType.Unary, "echo.Echo", "Nothing", WordsMarshaller, WordsMarshaller);
        var invoker = server.Channel.CreateCallInvoker();

        for (var number = 0; number < 600; number++)
        {
            using var call = invoker.AsyncUnaryCall(unknown, null, default, new Words { Text = "x" });
            var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());
            failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
        }

        (await server.Client.SayAsync(new Words { Text = "still" }).ResponseAsync.Bounded()).Text.ShouldBe("still");
    }

    private static Marshaller<Words> WordsMarshaller => Marshallers.Create(words => words.ToByteArray(), Words.Parser.ParseFrom);
}

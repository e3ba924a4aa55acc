using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server.Tests;

/// <summary>Replies that no good server sends: our client says what happened, and marks it as its own finding.</summary>
public class HostileReplyTests
{
    private static readonly byte[] Hi = [10, 2, (byte)'h', (byte)'i'];

    public static TheoryData<string, byte[], string?, StatusCode> Bodies => new()
    {
        { "no message", [], "0", StatusCode.Unimplemented },
        { "part of a prefix", [0, 0], "0", StatusCode.Internal },
        { "a length that lies", RawClient.Frame(0, 100, Hi), "0", StatusCode.Internal },
        { "a length over the limit", RawClient.Frame(0, uint.MaxValue, Hi), "0", StatusCode.ResourceExhausted },
        { "a compressed flag", RawClient.Frame(1, 4, Hi), "0", StatusCode.Internal },
        { "two messages", [.. RawClient.Frame(0, 4, Hi), .. RawClient.Frame(0, 4, Hi)], "0", StatusCode.Unimplemented },
        { "no protobuf", RawClient.Frame(0, 4, 255, 255, 255, 255), "0", StatusCode.Internal },
        { "no status", RawClient.Frame(0, 4, Hi), null, StatusCode.Unknown },
        { "a status that is no number", RawClient.Frame(0, 4, Hi), "fine", StatusCode.Unknown },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Reply_ThatIsBroken_IsAFailureOfTheClients(string what, byte[] body, string? status, StatusCode expected)
    {
        await using var server = await BrokenServer.StartAsync(body, status is null ? [] : [("grpc-status", status)]);

        var failure = await FailureOf(server);

        failure.StatusCode.ShouldBe(expected, what);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(uint.MaxValue)]
    public async Task Length_BeyondWhatAnArrayHolds_IsRefusedThoughThereIsNoLimit(uint length)
    {
        await using var server = await BrokenServer.StartAsync(RawClient.Frame(0, length, Hi), ("grpc-status", "0"));
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });

        var failure = await Should.ThrowAsync<RpcException>(new Echo.EchoClient(channel).SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Status_ThatIsNotInTheList_IsUnknownFromTheServer()
    {
        await using var server = await BrokenServer.StartAsync([], ("grpc-status", "99"), ("grpc-message", "%E6%A8%A1 100%"));

        var failure = await FailureOf(server);

        failure.StatusCode.ShouldBe(StatusCode.Unknown);
        failure.Status.Detail.ShouldBe("模 100%");
        failure.Status.DebugException.ShouldBeNull();
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task HttpError_IsMapped(int httpStatus, StatusCode expected)
    {
        await using var server = await BrokenServer.StartAsync(http =>
        {
            http.Response.StatusCode = httpStatus;
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<html>an error page</html>");
        });

        var failure = await FailureOf(server);

        failure.StatusCode.ShouldBe(expected);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Fact]
    public async Task HtmlPage_IsNoReply()
    {
        await using var server = await BrokenServer.StartAsync(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<html>sign in</html>");
        });

        (await FailureOf(server)).StatusCode.ShouldBe(StatusCode.Unknown);
    }

    [Fact]
    public async Task HttpError_WithAGrpcStatus_HasThatStatus()
    {
        await using var server = await BrokenServer.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers["grpc-status"] = "5";
            return Task.CompletedTask;
        });

        (await FailureOf(server)).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Theory]
    [InlineData(1, StatusCode.Internal)]
    [InlineData(7, StatusCode.Unavailable)]
    [InlineData(8, StatusCode.Cancelled)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    [InlineData(12, StatusCode.PermissionDenied)]
    public async Task Reset_IsMappedByItsCode(int code, StatusCode expected)
    {
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            // A stream that was refused before its head is sent again by SocketsHttpHandler, so the head goes first.
            http.Response.ContentType = "application/grpc";
            await http.Response.StartAsync();
            http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
        });

        var failure = await FailureOf(server);

        failure.StatusCode.ShouldBe(expected);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelled_AfterTheDeadline_IsTheDeadline(bool asReset)
    {
        var clock = new LateClock();
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.StartAsync();
            clock.Now += TimeSpan.FromHours(1);
            if (asReset)
            {
                http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(8);
            }

            http.Response.AppendTrailer("grpc-status", "1");
        });
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { TimeProvider = clock });
        var client = new Echo.EchoClient(channel);

        var failure = await Should.ThrowAsync<RpcException>(
            client.SayAsync(new Words(), deadline: clock.Now.AddHours(1).UtcDateTime).ResponseAsync.Bounded());
        var early = await Should.ThrowAsync<RpcException>(
            client.SayAsync(new Words(), deadline: clock.Now.AddHours(2).UtcDateTime).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        early.StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Connection_ThatIsCut_IsUnavailable()
    {
        await using var server = await BrokenServer.StartAsync(http =>
        {
            http.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            return Task.CompletedTask;
        });

        var failure = await FailureOf(server);

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Fact]
    public async Task Headers_WithoutEnd_AreAnErrorForThatCallOnly()
    {
        await using var server = await BrokenServer.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "5";
            for (var number = 0; http.Request.Headers.ContainsKey("many") && number < 1000; number++)
            {
                http.Response.Headers["h" + number] = new string('x', 1000);
            }

            return Task.CompletedTask;
        });

        var failure = await Should.ThrowAsync<RpcException>(
            server.Client.SayAsync(new Words(), new Metadata { { "many", "1" } }).ResponseAsync.Bounded());
        var next = await FailureOf(server);

        failure.Status.DebugException.ShouldNotBeNull();
        next.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Connection_ThatIsRefused_IsUnavailable()
    {
        await using var server = await BrokenServer.StartAsync([]);
        await server.DisposeAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        using var call = new Echo.EchoClient(channel).SayAsync(new Words());
        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.DebugException.ShouldNotBeNull();
        failure.Status.Detail.ShouldContain(server.Address.Authority);
        (await Should.ThrowAsync<RpcException>(call.ResponseHeadersAsync.Bounded())).StatusCode.ShouldBe(StatusCode.Unavailable);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Connection_ThatIsNeverMade_IsUnavailable()
    {
        // ConnectTimeout as SocketsHttpHandler reports it; a real one would need an address that swallows packets.
        using var handler = new TimingOutHandler();
        using var channel = GrpcChannel.ForAddress("http://models.example", new GrpcChannelOptions { HttpHandler = handler });

        var failure = await Should.ThrowAsync<RpcException>(new Echo.EchoClient(channel).SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Channel_ThatIsDisposed_TakesNoCalls()
    {
        await using var server = await RunningServer.StartAsync();
        server.Channel.Dispose();

        Should.Throw<ObjectDisposedException>(() => server.Client.SayAsync(new Words()));
    }

    private static Task<RpcException> FailureOf(BrokenServer server) =>
        Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

    /// <summary>A clock whose timers have not fired yet.</summary>
    private sealed class LateClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddDays(20_000);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private sealed class TimingOutHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new TaskCanceledException("connect", new TimeoutException());
    }
}

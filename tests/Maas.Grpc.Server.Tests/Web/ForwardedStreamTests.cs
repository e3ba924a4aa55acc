using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Streams that are forwarded: each message when it comes, none faster than they are read, and an end to both sides.</summary>
public class ForwardedStreamTests
{
    public static TheoryData<string, string> Kinds => WebCalls.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Caller_WhoGoesAway_CancelsTheCallBehind(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.Service.OnRepeat = async (request, replies, context) =>
        {
            await replies.WriteAsync(request);
            await using var registration = context.CancellationToken.Register(() => cancelled.TrySetResult());
            await cancelled.Task.Bounded();
        };
        using var client = new HttpClient();
        using var request = WebCalls.Request(servers.Front.Address, http, contentType, FramedCall.Frame("hi"), "/echo.Echo/Repeat");

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        response.Dispose();

        await cancelled.Task.Bounded();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stream_ToACallerWhoDoesNotRead_HoldsTheServerBehindUp(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.Service.OnRepeat = (request, replies, context) => WebStreamTests.WriteUntilItWaitsAsync(request, replies, context, waits);
        using var client = new HttpClient();
        using var request = WebCalls.Request(servers.Front.Address, http, contentType, FramedCall.Frame(new string('x', 100_000)), "/echo.Echo/Repeat");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();

        await waits.Task.Bounded();

        var reader = new WebStreamReader(await response.Content.ReadAsStreamAsync(), WebCalls.IsText(contentType));
        for (var read = 0; read < 10; read++)
        {
            (await reader.ReadAsync())!.Value.Payload.Length.ShouldBeGreaterThan(100_000);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_IsPassedOnWhenItIsWritten(string http, string contentType)
    {
        await using var servers = await ForwardingServers.StartAsync(http);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.Service.OnRepeat = async (request, replies, context) =>
        {
            await context.WriteResponseHeadersAsync([]);
            await replies.WriteAsync(request);
            await read.Task.Bounded();
            await replies.WriteAsync(request);
        };
        using var client = new HttpClient();
        using var request = WebCalls.Request(servers.Front.Address, http, contentType, FramedCall.Frame("hi"), "/echo.Echo/Repeat");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        var reader = new WebStreamReader(await response.Content.ReadAsStreamAsync(), WebCalls.IsText(contentType));

        Words.Parser.ParseFrom((await reader.ReadAsync())!.Value.Payload).Text.ShouldBe("hi");
        read.SetResult();
        Words.Parser.ParseFrom((await reader.ReadAsync())!.Value.Payload).Text.ShouldBe("hi");
        (await reader.ReadAsync())!.Value.Flag.ShouldBe((byte)0x80);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stream_OfAServerThatStops_EndsUnavailable(string http, string contentType)
    {
        using var stopping = new CancellationTokenSource();
        await using var servers = await ForwardingServers.StartAsync(http, forwarding => forwarding.StreamsEnd = stopping.Token);
        servers.Service.OnRepeat = async (request, replies, context) =>
        {
            await replies.WriteAsync(request);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        using var client = new HttpClient();
        using var request = WebCalls.Request(servers.Front.Address, http, contentType, FramedCall.Frame("hi"), "/echo.Echo/Repeat");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        var reader = new WebStreamReader(await response.Content.ReadAsStreamAsync(), WebCalls.IsText(contentType));
        (await reader.ReadAsync())!.Value.Flag.ShouldBe((byte)0);

        await stopping.CancelAsync();

        var (flag, trailers) = (await reader.ReadAsync())!.Value;
        flag.ShouldBe((byte)0x80);
        System.Text.Encoding.ASCII.GetString(trailers).ShouldContain("grpc-status: 14");
        (await reader.ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Stream_OfAServerThatStopsBeforeItsHeadCame_EndsUnavailable()
    {
        using var stopping = new CancellationTokenSource();
        await using var servers = await ForwardingServers.StartAsync("1.1", forwarding => forwarding.StreamsEnd = stopping.Token);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        servers.Service.OnRepeat = async (_, _, context) =>
        {
            called.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        using var raw = new RawClient(servers.Front.Address);
        var answer = raw.PostWebAsync("1.1", WebCalls.Binary, FramedCall.Frame("hi"), "/echo.Echo/Repeat");
        await called.Task.Bounded();

        await stopping.CancelAsync();

        (await answer.Bounded()).GrpcStatus.ShouldBe("14");
    }
}

using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class MessageLimitTests
{
    [Fact]
    public async Task Request_OverTheClientsLimit_IsNotSent()
    {
        await using var server = await RunningServer.StartAsync();
        var called = false;
        server.Service.OnSay = (request, _) =>
        {
            called = true;
            return Task.FromResult(request);
        };

        var failure = await SayAsync(server.Client, 4 * 1024 * 1024);

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        failure.Status.DebugException.ShouldNotBeNull();
        called.ShouldBeFalse();
    }

    [Fact]
    public async Task Request_OverTheServersLimit_IsRefusedByTheServer()
    {
        await using var server = await RunningServer.StartAsync(options => options.MaxReceiveMessageSize = 100);

        (await server.Client.SayAsync(new Words { Text = new string('x', 98) }).ResponseAsync.Bounded()).Text.Length.ShouldBe(98);
        var failure = await SayAsync(server.Client, 99);

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        failure.Status.DebugException.ShouldBeNull();
    }

    [Fact]
    public async Task Reply_OverTheServersLimit_IsRefusedByTheServer()
    {
        await using var server = await RunningServer.StartAsync(options => options.MaxSendMessageSize = 100);
        server.ExpectsErrors = true;

        var failure = await SayAsync(server.Client, 99);

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        failure.Status.DebugException.ShouldBeNull();
        server.Log.ShouldContain(entry => entry.EventId == 1007);
    }

    [Fact]
    public async Task Reply_OverTheClientsLimit_IsRefusedByTheClient()
    {
        await using var server = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = 100 });

        var failure = await SayAsync(new Echo.EchoClient(channel), 99);

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        failure.Status.DebugException.ShouldNotBeNull();
    }

    [Fact]
    public async Task Message_WithoutLimits_MayBeLongerThanKestrelsOwn()
    {
        await using var server = await RunningServer.StartAsync(options => options.MaxReceiveMessageSize = options.MaxSendMessageSize = null);
        using var channel = GrpcChannel.ForAddress(
            server.Address,
            new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

        var reply = await new Echo.EchoClient(channel).SayAsync(new Words { Text = new string('x', 31_000_000) }).ResponseAsync.Bounded();

        reply.Text.Length.ShouldBe(31_000_000);
    }

    private static Task<RpcException> SayAsync(Echo.EchoClient client, int length) =>
        Should.ThrowAsync<RpcException>(client.SayAsync(new Words { Text = new string('x', length) }).ResponseAsync.Bounded());
}

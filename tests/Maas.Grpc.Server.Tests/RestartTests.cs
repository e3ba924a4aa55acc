using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class RestartTests
{
    [Fact]
    public async Task Channel_AfterTheServerWasAway_WorksAgain()
    {
        var first = await RunningServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(first.Address);
        var client = new Echo.EchoClient(channel);
        await client.SayAsync(new Words { Text = "before" }).ResponseAsync.Bounded();

        await first.DisposeAsync();
        var away = await Should.ThrowAsync<RpcException>(client.SayAsync(new Words()).ResponseAsync.Bounded());
        await using var second = await RunningServer.StartAsync(port: first.Address.Port);
        var reply = await client.SayAsync(new Words { Text = "after" }).ResponseAsync.Bounded();

        away.StatusCode.ShouldBe(StatusCode.Unavailable);
        reply.Text.ShouldBe("after");
    }

    [Fact]
    public async Task Call_InFlightWhenTheServerDies_IsUnavailable()
    {
        var server = await RunningServer.StartAsync();
        var entered = new TaskCompletionSource();
        server.Service.OnSay = async (request, context) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return request;
        };
        using var channel = GrpcChannel.ForAddress(server.Address);

        var call = new Echo.EchoClient(channel).SayAsync(new Words());
        await entered.Task.Bounded();
        await server.DisposeAsync();

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync.Bounded());
        failure.Status.DebugException.ShouldNotBeNull();
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
    }
}

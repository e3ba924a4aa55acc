using Grpc.AspNetCore.Web;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Builder;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>A server that forwards the echo service, and the server behind it.</summary>
internal sealed class ForwardingServers : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    private ForwardingServers(RunningServer behind, RunningServer front, GrpcChannel channel) => (Behind, Front, _channel) = (behind, front, channel);

    public RunningServer Behind { get; }

    public RunningServer Front { get; }

    public EchoService Service => Behind.Service;

    /// <summary>Starts both; the front has an echo service of its own, which gRPC-Web does not reach.</summary>
    public static async Task<ForwardingServers> StartAsync(
        string http, Action<GrpcWebForwarding>? configure = null, Action<GrpcWebOptions>? web = null, GrpcChannelOptions? channelOptions = null)
    {
        var behind = await RunningServer.StartAsync(options => options.ErrorDomain = "behind");
        var channel = GrpcChannel.ForAddress(behind.Address, channelOptions ?? new GrpcChannelOptions());
        var forwarding = new GrpcWebForwarding(channel.CreateCallInvoker(), Echo.Descriptor);
        configure?.Invoke(forwarding);
        var options = new GrpcWebOptions { ErrorDomain = "front", Forwardings = { forwarding } };
        web?.Invoke(options);
        var front = await RunningServer.StartAsync(
            map: app => app.UseGrpcWeb(options),
            protocols: WebCalls.Protocols(http));
        return new ForwardingServers(behind, front, channel);
    }

    public async ValueTask DisposeAsync()
    {
        await Front.DisposeAsync();
        _channel.Dispose();
        await Behind.DisposeAsync();
    }
}

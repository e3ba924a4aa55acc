using System.Runtime.CompilerServices;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class ClientAbandonedCallTests
{
    [Theory]
    [InlineData("Repeat")]
    [InlineData("Collect")]
    [InlineData("Chat")]
    public void Stream_ThatFailsAndIsForgotten_LeavesNoUnobservedException(string method)
    {
        var ours = $"forgotten: {method}";

        UnobservedExceptions.AreLeftBy(() => CallAndForget(method, ours), ours).ShouldBeFalse();
    }

    // Apart, so that no local keeps the call's tasks from the collector.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallAndForget(string method, string message)
    {
        using var handler = new FailingHandler(message);
        using var channel = GrpcChannel.ForAddress("http://models.example", new GrpcChannelOptions { HttpHandler = handler });
        var client = new Echo.EchoClient(channel);
        switch (method)
        {
            case "Repeat":
                _ = client.Repeat(new Words()).ResponseHeadersAsync;
                break;
            case "Collect":
                _ = client.Collect().ResponseHeadersAsync;
                break;
            default:
                _ = client.Chat().ResponseHeadersAsync;
                break;
        }
    }

    private sealed class FailingHandler(string message) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new IOException(message));
    }
}

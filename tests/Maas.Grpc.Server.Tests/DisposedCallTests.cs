using System.Runtime.CompilerServices;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class DisposedCallTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Call_DisposedAndNotAwaited_LeavesNoUnobservedException(bool failsBefore, bool asksForHeaders)
    {
        var ours = $"given up: {failsBefore}, {asksForHeaders}";

        UnobservedExceptions.AreLeftBy(() => CallAndDispose(ours, failsBefore, asksForHeaders), ours).ShouldBeFalse();
    }

    // Apart, so that no local keeps the call's tasks from the collector.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallAndDispose(string message, bool failsBefore, bool asksForHeaders)
    {
        using var handler = new FailingHandler(message, failsBefore);
        using var channel = GrpcChannel.ForAddress("http://models.example", new GrpcChannelOptions { HttpHandler = handler });
        var call = new Echo.EchoClient(channel).SayAsync(new Words());
        if (asksForHeaders)
        {
            _ = call.ResponseHeadersAsync;
        }

        call.Dispose();

        call.ResponseAsync.IsFaulted.ShouldBeTrue();
    }

    /// <summary>Fails at once, or on the thread that cancels: either way the call has ended when its Dispose returns.</summary>
    private sealed class FailingHandler(string message, bool atOnce) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = new TaskCompletionSource<HttpResponseMessage>();
            if (atOnce)
            {
                sent.SetException(new IOException(message));
            }
            else
            {
                cancellationToken.Register(() => sent.SetException(new IOException(message)));
            }

            return sent.Task;
        }
    }
}

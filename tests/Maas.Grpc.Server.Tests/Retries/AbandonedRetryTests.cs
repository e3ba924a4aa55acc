using System.Runtime.CompilerServices;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests.Retries;

public class AbandonedRetryTests
{
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Call_DisposedBetweenOrAfterItsAttempts_LeavesNoUnobservedException(bool isUnary, bool isBetween, bool asksForHeaders)
    {
        var ours = $"given up: {isUnary}, {isBetween}, {asksForHeaders}";

        UnobservedExceptions.AreLeftBy(() => CallAndDispose(ours, isUnary, isBetween, asksForHeaders), ours).ShouldBeFalse();
    }

    // Apart, so that no local keeps the call's tasks from the collector.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CallAndDispose(string message, bool isUnary, bool isBetween, bool asksForHeaders)
    {
        var policy = RetryOptions.Policy();
        policy.InitialBackoff = policy.MaxBackoff = TimeSpan.FromTicks(isBetween ? TimeSpan.TicksPerHour : 1);
        using var handler = new FailingHandler(message);
        var options = RetryOptions.For(policy);
        options.HttpHandler = handler;
        using var channel = GrpcChannel.ForAddress("http://models.example", options);
        var client = new Echo.EchoClient(channel);
        if (isUnary)
        {
            var call = client.SayAsync(new Words());
            _ = asksForHeaders ? call.ResponseHeadersAsync : null;
            call.Dispose();

            // A wait that is cancelled ends on another thread. To await the failure would be to observe it.
            SpinWait.SpinUntil(() => call.ResponseAsync.IsFaulted, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        }
        else
        {
            var call = client.Repeat(new Words());
            _ = asksForHeaders ? call.ResponseHeadersAsync : null;
            call.Dispose();
        }

        handler.Sent.ShouldBe(isBetween ? 1 : 4);
    }

    private sealed class FailingHandler(string message) : HttpMessageHandler
    {
        public int Sent { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent++;
            return Task.FromException<HttpResponseMessage>(new HttpRequestException(message));
        }
    }
}

using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

/// <summary>Calls that end before their server ends them.</summary>
internal static class EndingCases
{
    public static async Task CancelAfterBegin(InteropPeer peer)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = peer.Test.StreamingInputCall(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Expect.FailureAsync(StatusCode.Cancelled, async () => await call);
    }

    public static async Task CancelAfterFirstResponse(InteropPeer peer)
    {
        using var cancellation = new CancellationTokenSource();
        using var call = peer.Test.FullDuplexCall(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(StreamingCases.Request(27182, 31415));
        Expect.Equal(true, await call.ResponseStream.MoveNext(), "a reply");
        Expect.Zeros(31415, call.ResponseStream.Current.Payload);

        await cancellation.CancelAsync();
        await Expect.FailureAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext());
    }

    public static async Task TimeoutOnSleepingServer(InteropPeer peer)
    {
        using var call = peer.Test.FullDuplexCall(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(1));

        // The write may come too late already; what counts is what the call ends with.
        var written = call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Payloads.Zeros(27182) });
        await Expect.FailureAsync(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext());
        await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

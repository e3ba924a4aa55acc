using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

internal static class UnaryCases
{
    public const int ResponseSize = 314159;

    public static async Task EmptyUnary(InteropPeer peer) =>
        Expect.Equal(new Empty(), await peer.Test.EmptyCallAsync(new Empty()), "reply");

    public static async Task LargeUnary(InteropPeer peer) =>
        Expect.Zeros(ResponseSize, (await peer.Test.UnaryCallAsync(LargeRequest())).Payload);

    public static SimpleRequest LargeRequest() => new() { ResponseSize = ResponseSize, Payload = Payloads.Zeros(271828) };
}

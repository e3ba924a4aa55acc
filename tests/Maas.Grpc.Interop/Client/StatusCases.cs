using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

internal static class StatusCases
{
    public static async Task StatusCodeAndMessage(InteropPeer peer)
    {
        var asked = new EchoStatus { Code = (int)StatusCode.Unknown, Message = "test status message" };
        await ExpectUnaryAsync(peer, asked);

        using var call = peer.Test.FullDuplexCall();
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = asked });
        var status = await Expect.FailureAsync(StatusCode.Unknown, () => call.ResponseStream.MoveNext());
        Expect.Equal(asked.Message, status.Detail, "status message");
    }

    public static Task SpecialStatusMessage(InteropPeer peer) => ExpectUnaryAsync(peer, new EchoStatus
    {
        Code = (int)StatusCode.Unknown,
        Message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
    });

    public static Task UnimplementedMethod(InteropPeer peer) =>
        Expect.FailureAsync(StatusCode.Unimplemented, async () => await peer.Test.UnimplementedCallAsync(new Empty()));

    public static Task UnimplementedService(InteropPeer peer) =>
        Expect.FailureAsync(StatusCode.Unimplemented, async () => await peer.Unimplemented.UnimplementedCallAsync(new Empty()));

    private static async Task ExpectUnaryAsync(InteropPeer peer, EchoStatus asked)
    {
        var status = await Expect.FailureAsync(
            (StatusCode)asked.Code, async () => await peer.Test.UnaryCallAsync(new SimpleRequest { ResponseStatus = asked }));
        Expect.Equal(asked.Message, status.Detail, "status message");
    }
}

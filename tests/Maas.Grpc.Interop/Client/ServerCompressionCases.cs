using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

/// <summary>Replies compressed or not, message by message, as their prefixes on the wire say.</summary>
internal static class ServerCompressionCases
{
    public static async Task Unary(InteropPeer peer)
    {
        using var watched = new WatchedChannel(peer.Address);
        foreach (var compressed in (bool[])[true, false])
        {
            var request = UnaryCases.LargeRequest();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            Expect.Zeros(UnaryCases.ResponseSize, (await watched.Test.UnaryCallAsync(request)).Payload);
        }

        Expect.Sequence([true, false], watched.Compressed, "compressed flags of the replies");
    }

    public static async Task Streaming(InteropPeer peer)
    {
        using var watched = new WatchedChannel(peer.Address);
        using var call = watched.Test.StreamingOutputCall(new StreamingOutputCallRequest
        {
            ResponseParameters =
            {
                new ResponseParameters { Size = 31415, Compressed = new BoolValue { Value = true } },
                new ResponseParameters { Size = 92653, Compressed = new BoolValue { Value = false } },
            },
        });
        Expect.Equal(true, await call.ResponseStream.MoveNext(), "a first reply");
        Expect.Zeros(31415, call.ResponseStream.Current.Payload);
        Expect.Equal(true, await call.ResponseStream.MoveNext(), "a second reply");
        Expect.Zeros(92653, call.ResponseStream.Current.Payload);
        Expect.Equal(false, await call.ResponseStream.MoveNext(), "a third reply");
        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode, "status code");

        Expect.Sequence([true, false], watched.Compressed, "compressed flags of the replies");
    }
}

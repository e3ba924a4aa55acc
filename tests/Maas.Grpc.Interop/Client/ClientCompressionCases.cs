using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

/// <summary>Requests compressed or not, message by message. The server tells whether they are as they say.</summary>
internal static class ClientCompressionCases
{
    private static readonly WriteOptions NoCompress = new(WriteFlags.NoCompress);

    public static async Task Unary(InteropPeer peer)
    {
        await Expect.FailureAsync(StatusCode.InvalidArgument, async () => await peer.Test.UnaryCallAsync(Request(compressed: true)));

        var compressed = new CallOptions(CaseMetadata.Compressed());
        Expect.Zeros(UnaryCases.ResponseSize, (await peer.Test.UnaryCallAsync(Request(compressed: true), compressed)).Payload);
        Expect.Zeros(
            UnaryCases.ResponseSize,
            (await peer.Test.UnaryCallAsync(Request(compressed: false), compressed.WithWriteOptions(NoCompress))).Payload);
        Expect.Zeros(UnaryCases.ResponseSize, (await peer.Test.UnaryCallAsync(Request(compressed: false))).Payload);
    }

    public static async Task Streaming(InteropPeer peer)
    {
        using (var probe = peer.Test.StreamingInputCall())
        {
            await probe.RequestStream.WriteAsync(Request(27182, compressed: true));
            await Expect.FailureAsync(StatusCode.InvalidArgument, async () => await probe);
        }

        using var call = peer.Test.StreamingInputCall(new CallOptions(CaseMetadata.Compressed()));
        await call.RequestStream.WriteAsync(Request(27182, compressed: true));
        call.RequestStream.WriteOptions = NoCompress;
        await call.RequestStream.WriteAsync(Request(45904, compressed: false));
        await call.RequestStream.CompleteAsync();
        Expect.Equal(73086, (await call).AggregatedPayloadSize, "aggregated payload size");
    }

    private static SimpleRequest Request(bool compressed)
    {
        var request = UnaryCases.LargeRequest();
        request.ExpectCompressed = new BoolValue { Value = compressed };
        return request;
    }

    private static StreamingInputCallRequest Request(int size, bool compressed) =>
        new() { Payload = Payloads.Zeros(size), ExpectCompressed = new BoolValue { Value = compressed } };
}

using Grpc.Core;

namespace Maas.Grpc.Interop.Client;

internal static class MetadataCases
{
    private const string Initial = "test_initial_metadata_value";
    private static readonly byte[] Trailing = [0xAB, 0xAB, 0xAB];

    public static async Task CustomMetadata(InteropPeer peer)
    {
        using var unary = peer.Test.UnaryCallAsync(UnaryCases.LargeRequest(), Headers());
        Expect.Zeros(UnaryCases.ResponseSize, (await unary).Payload);
        ExpectEcho(await unary.ResponseHeadersAsync, unary.GetTrailers());

        using var duplex = peer.Test.FullDuplexCall(Headers());
        await duplex.RequestStream.WriteAsync(StreamingCases.Request(271828, UnaryCases.ResponseSize));
        Expect.Equal(true, await duplex.ResponseStream.MoveNext(), "a reply");
        Expect.Zeros(UnaryCases.ResponseSize, duplex.ResponseStream.Current.Payload);
        await StreamingCases.EndAsync(duplex);
        ExpectEcho(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
    }

    private static Metadata Headers() => new() { { CaseMetadata.EchoInitial, Initial }, { CaseMetadata.EchoTrailing, Trailing } };

    private static void ExpectEcho(Metadata headers, Metadata trailers)
    {
        Expect.Equal(Initial, headers.GetValue(CaseMetadata.EchoInitial), CaseMetadata.EchoInitial);
        Expect.Sequence(Trailing, trailers.GetValueBytes(CaseMetadata.EchoTrailing) ?? [], CaseMetadata.EchoTrailing);
    }
}

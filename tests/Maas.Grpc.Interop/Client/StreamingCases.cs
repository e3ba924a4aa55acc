using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

internal static class StreamingCases
{
    private static readonly int[] RequestSizes = [27182, 8, 1828, 45904];
    private static readonly int[] ResponseSizes = [31415, 9, 2653, 58979];

    public static async Task ClientStreaming(InteropPeer peer)
    {
        using var call = peer.Test.StreamingInputCall();
        foreach (var size in RequestSizes)
        {
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Payloads.Zeros(size) });
        }

        await call.RequestStream.CompleteAsync();
        Expect.Equal(74922, (await call).AggregatedPayloadSize, "aggregated payload size");
    }

    public static async Task ServerStreaming(InteropPeer peer)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(ResponseSizes.Select(size => new ResponseParameters { Size = size }));

        using var call = peer.Test.StreamingOutputCall(request);
        var payloads = new List<Payload>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            payloads.Add(response.Payload);
        }

        Expect.Equal(ResponseSizes.Length, payloads.Count, "replies");
        foreach (var (size, payload) in ResponseSizes.Zip(payloads))
        {
            Expect.Zeros(size, payload);
        }

        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode, "status code");
    }

    public static async Task PingPong(InteropPeer peer)
    {
        using var call = peer.Test.FullDuplexCall();
        foreach (var (requestSize, responseSize) in RequestSizes.Zip(ResponseSizes))
        {
            await call.RequestStream.WriteAsync(Request(requestSize, responseSize));
            Expect.Equal(true, await call.ResponseStream.MoveNext(), $"a reply to {requestSize} bytes");
            Expect.Zeros(responseSize, call.ResponseStream.Current.Payload);
        }

        await EndAsync(call);
    }

    public static async Task EmptyStream(InteropPeer peer)
    {
        using var call = peer.Test.FullDuplexCall();
        await EndAsync(call);
    }

    public static StreamingOutputCallRequest Request(int size, int responseSize) => new()
    {
        Payload = Payloads.Zeros(size),
        ResponseParameters = { new ResponseParameters { Size = responseSize } },
    };

    /// <summary>Half-closes, and expects the call to end well without another reply.</summary>
    public static async Task EndAsync(AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call)
    {
        await call.RequestStream.CompleteAsync();
        Expect.Equal(false, await call.ResponseStream.MoveNext(), "another reply");
        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode, "status code");
    }
}

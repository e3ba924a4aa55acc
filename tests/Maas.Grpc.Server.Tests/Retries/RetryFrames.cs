using Maas.Grpc.Server.Tests.Raw;

namespace Maas.Grpc.Server.Tests.Retries;

/// <summary>What a raw server answers an attempt with.</summary>
internal static class RetryFrames
{
    public const string PreviousAttempts = "grpc-previous-rpc-attempts";

    /// <summary>A reply of trailers only.</summary>
    public static Http2Frame Failure(int stream, params (string Name, string Value)[] trailers) => Http2Frame.OfHeaders(
        stream,
        Hpack.Write([(":status", "200"), ("content-type", "application/grpc"), .. trailers]),
        endStream: true);

    /// <summary>Shows that no other attempt is under way to this peer.</summary>
    public static async Task ShouldBeDoneAsync(this Http2Peer peer, RawServer server)
    {
        // A call that comes now comes after whatever was under way.
        var call = server.Client.CallAsync("Say");
        var request = await peer.ReadRequestAsync();
        await peer.WriteAsync(EchoFrames.Reply(request.Stream));
        (await call).ShouldBe(["hi"]);
        request.Head.Keys.ShouldNotContain(PreviousAttempts);
    }
}

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Shows that what a call did harmed no other.</summary>
internal static class NextCall
{
    /// <summary>The server of this connection answers a call.</summary>
    public static async Task ShouldAnswerAsync(this Http2Peer peer, int stream, string method = "Say")
    {
        await peer.WriteAsync(EchoFrames.Request(stream, method));
        var reply = await peer.ReadMessageAsync(stream);
        reply.GrpcStatus.ShouldBe("0");
        reply.Body.ShouldBe(EchoFrames.Hi);
    }

    /// <summary>The client makes a call on this connection.</summary>
    public static async Task ShouldCallAsync(this RawServer server, Http2Peer peer, string method)
    {
        var call = server.Client.CallAsync(method);
        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        (await call).ShouldBe(["hi"]);
    }

    /// <summary>The client makes a call on a new connection.</summary>
    public static async Task ShouldReconnectAsync(this RawServer server, string method)
    {
        var accepting = server.AcceptAsync();
        var call = server.Client.CallAsync(method);
        using var peer = await accepting;
        await peer.WriteAsync(EchoFrames.Reply((await peer.ReadRequestAsync()).Stream));
        (await call).ShouldBe(["hi"]);
    }
}

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Requests that are refused by what they declare, while their client goes on sending.</summary>
public class EarlyReplyTests
{
    public static MatrixTheoryData<string, string> Beginnings => new(EchoCalls.Methods, Statuses.Keys);

    public static TheoryData<string> Methods => [.. EchoCalls.Methods];

    private static Dictionary<string, (byte[] Beginning, string Status)> Statuses => new()
    {
        ["a length over the limit"] = (RawClient.Frame(0, (4 * 1024 * 1024) + 1), "8"),
        ["the longest length"] = (RawClient.Frame(0, uint.MaxValue), "8"),
        ["a length over the limit, compressed"] = (RawClient.Frame(1, (4 * 1024 * 1024) + 1), "8"),
        ["a flag that does not exist"] = (RawClient.Frame(2, 4), "13"),
        ["compressed without an encoding"] = (RawClient.Frame(1, 4), "13"),
    };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task Request_ThatCannotBecomeGood_IsAnsweredBeforeItsEnd(string method, string what)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);
        var (beginning, status) = Statuses[what];

        await peer.WriteAsync(EchoFrames.RequestHead(1, method), Http2Frame.OfData(1, beginning));
        var reply = await peer.ReadMessageAsync(1);
        await peer.WriteAsync(Http2Frame.OfData(1, [1, 2, 3], endStream: true));

        reply.GrpcStatus.ShouldBe(status);
        await peer.ShouldAnswerAsync(3);
    }

    // To a unary call what follows its message is another; to a stream it is one that is cut.
    [Theory]
    [InlineData("Say", "12")]
    [InlineData("Repeat", "13")]
    [InlineData("Collect", "13")]
    [InlineData("Chat", "13")]
    public async Task Length_ShorterThanTheMessage_IsToldApart(string method, string status)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        byte[] body = [.. RawClient.Frame(0, 0), 10, 2, (byte)'h', (byte)'i'];
        await peer.WriteAsync(EchoFrames.RequestHead(1, method), Http2Frame.OfData(1, body, endStream: true));

        (await peer.ReadMessageAsync(1)).GrpcStatus.ShouldBe(status);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Request_ThatGoesOnAfterItsRefusal_IsResetAndHoldsNothing(string method)
    {
        var requests = new RequestsInFlight();
        await using var server = await RunningServer.StartAsync(services: requests.Watch);
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(EchoFrames.RequestHead(1, method), Http2Frame.OfData(1, RawClient.Frame(0, uint.MaxValue)));
        var reply = await peer.ReadMessageAsync(1);
        for (var frame = 0; frame < 10; frame++)
        {
            await peer.WriteAsync(Http2Frame.OfData(1, new byte[16 * 1024]));
        }

        await requests.NoneAsync().Bounded();
        reply.GrpcStatus.ShouldBe("8");
        await peer.ShouldAnswerAsync(3);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Length_BeyondTheRequestsEnd_IsInternal(string method)
    {
        await using var server = await RunningServer.StartAsync();
        using var peer = await Http2Peer.ConnectAsync(server.Address);

        await peer.WriteAsync(EchoFrames.RequestHead(1, method), Http2Frame.OfData(1, RawClient.Frame(0, 100, 1, 2, 3), endStream: true));

        (await peer.ReadMessageAsync(1)).GrpcStatus.ShouldBe("13");
    }
}

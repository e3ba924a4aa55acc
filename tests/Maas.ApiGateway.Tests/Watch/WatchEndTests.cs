using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Maas.ApiGateway.Tests.Running;
using Maas.Testing.Fakes;

namespace Maas.ApiGateway.Tests.Watch;

/// <summary>What ends an event stream: a gateway that stops, a registry that dies, a reader that does not read.</summary>
public sealed class WatchEndTests
{
    private const string Path = "/api/v1/watch";

    // Far over what lies between the registry and a reader that does not read.
    private const int ManyChanges = 2_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_ThatStops_SaysSoAndEndsEveryStreamAtOnce()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await GatewayAsync(registry);
        await using var events = await EventReader.OpenAsync(gateway.Http, Path);
        await events.NextAsync();

        gateway.BeginStop();

        var (name, problem) = await events.NextAsync();
        name.ShouldBe("error");
        problem["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        problem["detail"]!.GetValue<string>().ShouldBe("The gateway is stopping.");
        await events.ShouldEndAsync();
        await registry.Watch.UntilAsync(watch => watch.Ended == 1, Cancelled).Bounded();
    }

    [Fact]
    public async Task Registry_ThatDies_IsUnavailableInTheLastEvent()
    {
        var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await GatewayAsync(registry);
        await using var events = await EventReader.OpenAsync(gateway.Http, Path);
        await events.NextAsync();

        await registry.DisposeAsync();

        var (name, problem) = await events.NextAsync();
        name.ShouldBe("error");
        problem["status"]!.GetValue<int>().ShouldBe(503);
        problem["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        await events.ShouldEndAsync();
    }

    [Fact]
    public async Task Registry_ThatGivesTheStreamUp_IsUnavailableInTheLastEvent()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await GatewayAsync(registry);
        await using var events = await EventReader.OpenAsync(gateway.Http, Path);
        await events.NextAsync();

        // What a stream that was reset looks like. It is not this reader who gave up.
        registry.Watch.Cut(new RpcException(new Status(StatusCode.Cancelled, "Reset.")), atOnce: true);

        var (name, problem) = await events.NextAsync();
        (name, problem["status"]!.GetValue<int>(), problem["code"]!.GetValue<string>()).ShouldBe(("error", 503, "UNAVAILABLE"));
        await events.ShouldEndAsync();
    }

    [Fact]
    public async Task Reader_ThatDoesNotRead_HoldsUpNobodyAndHearsInTheEndThatItFellBehind()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await GatewayAsync(registry);
        using var idle = await AskAsync(gateway);
        await using var reader = await EventReader.OpenAsync(gateway.Http, $"{Path}?from_revision=1");
        await registry.Watch.UntilAsync(watch => watch.Begun == 2, Cancelled).Bounded();

        Append(registry, ManyChanges);
        await reader.NextAsync();
        for (var revision = 1; revision <= ManyChanges; revision++)
        {
            (await reader.NextAsync()).Data["revision"]!.GetValue<long>().ShouldBe(revision);
        }

        // What the registry has written of it by now is not all: the rest waits for its reader, here and there.
        registry.Watch.Told.Min().ShouldBeLessThan(ManyChanges);
        registry.Watch.Cut(new RpcException(new Status(StatusCode.OutOfRange, "The watch fell behind.")), atOnce: true);

        var text = await ReadToEndAsync(idle);
        text.ShouldContain("id: 1\n");
        text.ShouldEndWith("\n\n");
        text.ShouldContain("event: error\ndata: ");
        text.ShouldContain("OUT_OF_RANGE");
        text.ShouldNotContain($"id: {ManyChanges}\n");
    }

    [Fact]
    public async Task Gateway_ThatStopsWhileAReaderDoesNotRead_CutsIt()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        var gateway = await GatewayAsync(registry);
        using var idle = await AskAsync(gateway);
        await registry.Watch.UntilAsync(watch => watch.Begun == 1, Cancelled).Bounded();
        Append(registry, ManyChanges);
        await registry.Watch.UntilAsync(watch => watch.Told.Max() > 100, Cancelled).Bounded();

        gateway.BeginStop();

        await registry.Watch.UntilAsync(watch => watch.Ended == 1, Cancelled).Bounded();
        await gateway.DisposeAsync().AsTask().Bounded();
    }

    private static Task<RunningGateway> GatewayAsync(FakeRegistryServer registry) =>
        RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString] });

    private static void Append(FakeRegistryServer registry, int changes)
    {
        var text = new string('x', 10_000);
        for (var count = 0; count < changes; count++)
        {
            registry.Watch.Append(change => change.Model.Description = text);
        }
    }

    /// <summary>Asks for a watch, and reads nothing of it.</summary>
    private static async Task<Socket> AskAsync(RunningGateway gateway)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, gateway.Http.BaseAddress!.Port), Cancelled);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Path}?from_revision=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Cancelled);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancelled).Bounded();

        // Chunks (RFC 9112, section 7.1) may begin anywhere in the events.
        var body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var events = new StringBuilder();
        while (body.Length > 0)
        {
            var line = body.IndexOf("\r\n", StringComparison.Ordinal);
            var length = int.Parse(body[..line], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            events.Append(body, line + 2, length);
            body = body[(line + 2 + length + 2)..];
        }

        return events.ToString();
    }
}

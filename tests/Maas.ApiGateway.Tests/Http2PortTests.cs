using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Maas.ApiGateway.Tests.Running;
using Maas.Contract.V1;
using Maas.Testing;
using Maas.Testing.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.ApiGateway.Tests;

public class Http2PortTests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const byte Ack = 1;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost", "https://evil.example")]
    [InlineData("evil.example", null)]
    public async Task Refusal_BeforeTheRequestCame_IsNotFollowedByAReset(string host, string? origin)
    {
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Http2Port = 0 });
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Http2Address.Host, gateway.Http2Address.Port, Cancelled);
        var stream = client.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancelled);
        await SendAsync(stream, Settings, 0, 0, []);
        await SendAsync(stream, Headers, EndHeaders, 1, Block(
            (":method", "POST"), (":scheme", "http"), (":authority", host), (":path", "/model.ModelService/GetModel"),
            ("content-type", "application/grpc-web"), ("origin", origin)));

        var answer = await ReadUntilAsync(stream, (type, flags) => type == Data && flags == EndStream);
        List<byte> rest = [];
        for (var roundTrip = 0; roundTrip < 20; roundTrip++)
        {
            await SendAsync(stream, Ping, 0, 0, new byte[8]);
            rest.AddRange(await ReadUntilAsync(stream, (type, flags) => type == Ping && flags == Ack));
        }

        answer.ShouldContain(Headers);
        rest.ShouldNotContain(Reset);
    }

    [Theory]
    [InlineData("GET", "/api/v1/watch?from_revision=1", null)]
    [InlineData("POST", "/maas.v1.WatchService/Watch", "application/grpc-web+proto")]
    public async Task Watch_WhoseReaderGivesNoCredit_IsEndedAfterAMinute(string method, string path, string? contentType)
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            new ApiGatewaySettings { Registry = [registry.Address.OriginalString], Http2Port = 0 }, clock);
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Http2Address.Host, gateway.Http2Address.Port, Cancelled);
        var stream = client.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Cancelled);
        await SendAsync(stream, Settings, 0, 0, []);
        await SendAsync(stream, Headers, contentType is null ? (byte)(EndHeaders | EndStream) : EndHeaders, 1, Block(
            (":method", method), (":scheme", "http"), (":authority", "localhost"), (":path", path), ("content-type", contentType)));
        if (contentType is not null)
        {
            await SendAsync(stream, Data, EndStream, 1, [0, 0, 0, 0, 2, .. new WatchRequest { FromRevision = 1 }.ToByteArray()]);
        }

        await ReadUntilAsync(stream, (type, _) => type == Data);

        // Far over the credit that a connection begins with, and what is kept for its reader here.
        for (var change = 0; change < 200; change++)
        {
            registry.Watch.Append(change => change.Model.Description = new string('x', 10_000));
        }

        // It answers pings, as one does whose page is frozen; and the write that lasts may not have begun when the clock moves first.
        List<byte> frames = [];
        for (var round = 0; round < 5_000 && !frames.Contains(Reset); round++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await SendAsync(stream, Ping, 0, 0, new byte[8]);
            frames = await ReadUntilAsync(stream, (type, flags) => type == Reset || (type == Ping && flags == Ack));
        }

        frames.ShouldContain(Reset);
        await registry.Watch.UntilAsync(watch => watch.Ended == 1, Cancelled).Bounded();
        gateway.Logs.All.ShouldNotContain(entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Http1_BesideIt_StillEndsReadersThatAreTooSlow()
    {
        var rate = new RateProbe();
        await using var gateway = await RunningGateway.StartAsync(
            new ApiGatewaySettings { Http2Port = 0 }, configure: services => services.AddSingleton<IStartupFilter>(rate));

        using var response = await gateway.Http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled);

        rate.Seen.ShouldNotBeNull().BytesPerSecond.ShouldBeGreaterThan(0);
    }

    private static async Task SendAsync(NetworkStream stream, byte type, byte flags, byte id, byte[] payload)
    {
        byte[] head = [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, id];
        await stream.WriteAsync((byte[])[.. head, .. payload], Cancelled);
    }

    /// <summary>The types of all frames up to the one that is waited for.</summary>
    private static async Task<List<byte>> ReadUntilAsync(NetworkStream stream, Func<byte, byte, bool> isLast)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        List<byte> types = [];
        var head = new byte[9];
        do
        {
            await stream.ReadExactlyAsync(head, patience.Token);
            await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8], patience.Token);
            types.Add(head[3]);
        }
        while (!isLast(head[3], head[4]));
        return types;
    }

    // Literals without indexing and without Huffman's code (RFC 7541, section 6.2.2).
    private static byte[] Block(params (string Name, string? Value)[] headers) =>
    [
        .. headers.Where(header => header.Value is not null).SelectMany(header => (byte[])
            [0, (byte)header.Name.Length, .. Encoding.ASCII.GetBytes(header.Name), (byte)header.Value!.Length, .. Encoding.ASCII.GetBytes(header.Value)]),
    ];

    /// <summary>Sees what rate an answer must be read with, after all of the gateway's own middleware.</summary>
    private sealed class RateProbe : IStartupFilter
    {
        public MinDataRate? Seen { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                await rest(context);
                Seen = context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate;
            });
            next(app);
        };
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Maas.ApiGateway.Tests.Running;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.Testing.Fakes;
using Microsoft.Extensions.Logging;

namespace Maas.ApiGateway.Tests.GrpcWeb;

/// <summary>The registry as browsers reach it through the gateway.</summary>
public class GrpcWebTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    private const string Binary = "application/grpc-web+proto";
    private const string GetModel = "/model.ModelService/GetModel";

    public static TheoryData<string> ModelMethods => [.. ModelService.Descriptor.Methods.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(ModelMethods))]
    public async Task Method_OfTheRegistry_IsReached(string method)
    {
        using var response = await CallAsync($"/model.ModelService/{method}", []);

        (await TrailersAsync(response)).ShouldContain("grpc-status: 0\r\n");
        Registry.Last.Method.ShouldBe(method);
    }

    [Fact]
    public async Task Health_OfTheRegistry_IsReached()
    {
        using var response = await CallAsync("/grpc.health.v1.Health/Check", []);

        (await TrailersAsync(response)).ShouldContain("grpc-status: 0\r\n");
    }

    [Theory]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")]
    [InlineData("/model.ModelService/DropModels")]
    [InlineData("/maas.v1.AdminService/CompactChangeLog")]
    [InlineData("/api/v1/models")]
    public async Task Path_OutsideOfTheList_IsUnimplementedHere(string path)
    {
        using var response = await CallAsync(path, []);

        ((int)response.StatusCode).ShouldBe(200);
        (await TrailersAsync(response)).ShouldContain("grpc-status: 12\r\n");
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_IsPassedOnWithItsIdAndCredential()
    {
        using var response = await CallAsync(
            GetModel,
            new GetModelRequest { Id = Id }.ToByteArray(),
            ("X-Request-ID", "page-1"), ("Authorization", "Bearer x"), ("My-Key", "v"), ("Cookie", "a=b"));

        response.Headers.GetValues("X-Request-ID").ShouldBe(["page-1"]);
        Registry.Last.Request.ShouldBe(new GetModelRequest { Id = Id });
        Registry.Last.Header("x-request-id").ShouldBe("page-1");
        Registry.Last.Header("authorization").ShouldBe("Bearer x");
        Registry.Last.Header("my-key").ShouldBe("v");
        Registry.Last.Header("cookie").ShouldBeNull();
    }

    [Fact]
    public async Task Watch_IsReached_AndTheBrowserThatLeavesEndsItAtTheRegistry()
    {
        RegistryWatch.Append();
        using (var request = Request("/maas.v1.WatchService/Watch", new WatchRequest { FromRevision = 1, Name = "a" }.ToByteArray()))
        using (var response = await Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled).Bounded())
        {
            await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
            (await MessageAsync(body)).ShouldBe(new WatchResponse());
            (await MessageAsync(body)).ShouldBe(new WatchResponse { Revision = 1, Changes = { FakeWatchService.AChange(1) } });
        }

        Registry.Last.Request.ShouldBe(new WatchRequest { FromRevision = 1, Name = "a" });
        Registry.Last.Deadline.ShouldBe(DateTime.MaxValue);
        await RegistryWatch.UntilAsync(watch => watch.Ended == 1, Cancelled).Bounded();

        static async Task<WatchResponse> MessageAsync(Stream body)
        {
            var prefix = new byte[5];
            await body.ReadExactlyAsync(prefix, Cancelled).AsTask().Bounded();
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
            await body.ReadExactlyAsync(message, Cancelled).AsTask().Bounded();
            return WatchResponse.Parser.ParseFrom(message);
        }
    }

    [Fact]
    public async Task Revision_PassesInBothDirections()
    {
        // Above whatever the gateway of this class has been told in other tests.
        Registry.Revision = "1000";
        using var told = await CallAsync(GetModel, []);
        (await TrailersAsync(told)).ShouldContain("maas-revision: 1000\r\n");
        Registry.Throw(new RpcException(new global::Grpc.Core.Status(StatusCode.NotFound, "None.")));

        using var lower = await CallAsync(GetModel, [], ("maas-revision", "999"));
        Registry.Last.Headers.GetAll("maas-revision").Single().Value.ShouldBe("1000");
        using var higher = await CallAsync(GetModel, [], ("maas-revision", "1001"), ("maas-read", "strong"));
        Registry.Last.Headers.GetAll("maas-revision").Single().Value.ShouldBe("1001");

        Registry.Last.Header("maas-read").ShouldBe("strong");
        (await TrailersAsync(higher)).ShouldContain("maas-revision: 1000\r\n");
    }

    [Fact]
    public async Task RequestId_ThatIsMalformed_IsReplaced()
    {
        using var response = await CallAsync(GetModel, [], ("X-Request-ID", "not one"));

        var id = response.Headers.GetValues("X-Request-ID").Single();
        id.ShouldNotBe("not one");
        Registry.Last.Headers.GetAll("x-request-id").Single().Value.ShouldBe(id);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData("1S", 1)]
    [InlineData("1H", 5)]
    public async Task Deadline_IsThatOfRest(string? timeout, int seconds)
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var response = timeout is null ? await CallAsync(GetModel, []) : await CallAsync(GetModel, [], ("Grpc-Timeout", timeout));

        (Registry.Last.Deadline - before).ShouldBeInRange(TimeSpan.FromSeconds(seconds - 1), TimeSpan.FromSeconds(seconds + 2));
    }

    [Fact]
    public async Task Call_IsLoggedWithItsStatus()
    {
        Registry.Throw(new RpcException(new global::Grpc.Core.Status(StatusCode.NotFound, "None.")));

        using var response = await CallAsync(GetModel, []);

        (await TrailersAsync(response)).ShouldContain("grpc-status: 5\r\ngrpc-message: None.\r\n");
        var line = await Logs.FirstAsync(log => log.EventId == 501, Cancelled);
        line.Level.ShouldBe(LogLevel.Information);
        line.Message.ShouldStartWith("POST /model.ModelService/GetModel answered 200 with NOT_FOUND in ");
    }

    [Fact]
    public async Task Metrics_CountTheCall()
    {
        using var response = await CallAsync(GetModel, []);
        using var metrics = await SendAsync("GET", "/metrics");

        (await metrics.Content.ReadAsStringAsync(Cancelled)).Split('\n').ShouldContain(line =>
            line.StartsWith("rpc_server_call_duration_seconds_count", StringComparison.Ordinal)
            && line.Contains("model.ModelService/GetModel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RegistryDown_IsUnavailableWithDetails()
    {
        var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString] });
        await registry.DisposeAsync();
        using var request = Request(GetModel, []);

        using var response = await gateway.Http.SendAsync(request, Cancelled);

        var trailers = await TrailersAsync(response);
        trailers.ShouldContain("grpc-status: 14\r\n");
        trailers.ShouldContain("grpc-message: The service is not available.\r\n");
        var details = trailers.Split("\r\n").Single(line => line.StartsWith("grpc-status-details-bin: ", StringComparison.Ordinal))[25..];
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        status.Details.Single().Unpack<ErrorInfo>().Domain.ShouldBe("maas");
    }

    [Fact]
    public async Task Http2Port_ServesTheSame()
    {
        await using var registry = await FakeRegistryServer.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [registry.Address.OriginalString], Http2Port = 0 });
        using var call = Request(GetModel, []);
        using var list = new HttpRequestMessage(HttpMethod.Get, Models);
        foreach (var request in (HttpRequestMessage[])[call, list])
        {
            request.RequestUri = new Uri(gateway.Http2Address, request.RequestUri!);
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        using var called = await gateway.Http.SendAsync(call, Cancelled);
        using var listed = await gateway.Http.SendAsync(list, Cancelled);

        (await TrailersAsync(called)).ShouldContain("grpc-status: 0\r\n");
        ((int)listed.StatusCode).ShouldBe(200);
        listed.Version.ShouldBe(HttpVersion.Version20);
    }

    private static HttpRequestMessage Request(string path, byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(frame) };
        request.Content.Headers.Add("Content-Type", Binary);
        return request;
    }

    /// <summary>The lines of the reply's last frame.</summary>
    private static async Task<string> TrailersAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe(Binary);
        var rest = await response.Content.ReadAsByteArrayAsync(Cancelled);
        while (rest[0] == 0)
        {
            rest = rest[(5 + BinaryPrimitives.ReadInt32BigEndian(rest.AsSpan(1)))..];
        }

        rest[0].ShouldBe((byte)0x80);
        rest.Length.ShouldBe(5 + BinaryPrimitives.ReadInt32BigEndian(rest.AsSpan(1)));
        return Encoding.ASCII.GetString(rest, 5, rest.Length - 5);
    }

    private async Task<HttpResponseMessage> CallAsync(string path, byte[] message, params (string Name, string Value)[] headers)
    {
        using var request = Request(path, message);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await Gateway.Http.SendAsync(request, Cancelled);
    }
}

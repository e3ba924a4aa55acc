using Google.Rpc;
using Grpc.Core;
using Maas.ApiGateway.Tests.Running;
using Maas.Testing.Fakes;
using Status = Grpc.Core.Status;

namespace Maas.ApiGateway.Tests.Consistency;

/// <summary>The revision of the change log that answers reflect, and requests ask to be reflected. Each test has its own gateway: it remembers.</summary>
public sealed class RevisionTests : IAsyncLifetime
{
    private const string Models = "/api/v1/models";
    private const string Id = "01932f2e-7b1a-7c3d-9e4f-5a6b7c8d9e0f";
    private const string Header = "Maas-Revision";

    private FakeRegistryServer? _registry;
    private RunningGateway? _gateway;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeModelService Registry => _registry!.Models;

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeRegistryServer.StartAsync();
        _gateway = await RunningGateway.StartAsync(new ApiGatewaySettings { Registry = [_registry.Address.OriginalString] });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _registry!.DisposeAsync();
    }

    public static TheoryData<string, string, string?> EveryOperation => new()
    {
        { "POST", Models, """{"name": "a"}""" },
        { "GET", Models, null },
        { "HEAD", Models, null },
        { "GET", $"{Models}/{Id}", null },
        { "PUT", $"{Models}/{Id}", "{}" },
        { "DELETE", $"{Models}/{Id}", null },
        { "PATCH", $"{Models}/{Id}/status", """{"status": "ready"}""" },
        { "POST", $"{Models}/{Id}/tags", """{"tags": ["a"]}""" },
        { "DELETE", $"{Models}/{Id}/tags", """{"tags": ["a"]}""" },
        { "GET", $"{Models}/{Id}/metadata", null },
        { "PUT", $"{Models}/{Id}/metadata", """{"metadata": {}}""" },
    };

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task Answer_TellsTheRevision_AndTheNextCallAsksForIt(string method, string path, string? body)
    {
        Registry.Revision = "12";

        using var answer = await SendAsync(method, path, body);
        using var next = await SendAsync("GET", Models);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        answer.Headers.GetValues(Header).ShouldBe(["12"]);
        Registry.Last.Header("maas-revision").ShouldBe("12");
    }

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task Refusal_TellsTheRevision_AndTheNextCallAsksForIt(string method, string path, string? body)
    {
        Registry.Revision = "12";
        Registry.Throw(new RpcException(new Status(StatusCode.NotFound, "None.")));

        using var refusal = await SendAsync(method, path, body);
        using var next = await SendAsync("GET", Models);

        ((int)refusal.StatusCode).ShouldBe(404);
        refusal.Headers.GetValues(Header).ShouldBe(["12"]);
        Registry.Last.Header("maas-revision").ShouldBe("12");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task ChangeAndRead_InOneRequest_TellTheReadsRevisionWhichReflectsTheChange(string method)
    {
        Registry.Revision = "20";
        Registry.Answer(_ =>
        {
            Registry.Revision = "25";
            return new Google.Protobuf.WellKnownTypes.Empty();
        }, method == "POST" ? "AddModelTags" : "RemoveModelTags");

        using var answer = await SendAsync(method, $"{Models}/{Id}/tags", """{"tags": ["a"]}""");

        Registry.Last.Method.ShouldBe("GetModel");
        Registry.Last.Header("maas-revision").ShouldBe("20");
        answer.Headers.GetValues(Header).ShouldBe(["25"]);
    }

    [Fact]
    public async Task ChangeWhoseReadFails_TellsTheChangesRevision()
    {
        Registry.Revision = "20";
        Registry.Answer(_ =>
        {
            Registry.Revision = null;
            return new Google.Protobuf.WellKnownTypes.Empty();
        }, "AddModelTags");
        Registry.Throw(new RpcException(new Status(StatusCode.DeadlineExceeded, "Late.")), "GetModel");

        using var answer = await SendAsync("POST", $"{Models}/{Id}/tags", """{"tags": ["a"]}""");

        ((int)answer.StatusCode).ShouldBe(504);
        answer.Headers.GetValues(Header).ShouldBe(["20"]);
    }

    [Fact]
    public async Task NotModified_TellsTheRevision()
    {
        Registry.Revision = "12";

        using var answer = await SendAsync("GET", $"{Models}/{Id}", null, ("If-None-Match", "*"));

        ((int)answer.StatusCode).ShouldBe(304);
        answer.Headers.GetValues(Header).ShouldBe(["12"]);
    }

    [Theory]
    [InlineData("GET", "/health", null, 200)]
    [InlineData("GET", $"{Models}?page=x", null, 400)]
    [InlineData("POST", Models, "[]", 400)]
    [InlineData("GET", "/nowhere", null, 404)]
    public async Task Answer_ThatTheRegistryHasNoPartIn_TellsNone(string method, string path, string? body, int status)
    {
        Registry.Revision = "12";

        using var answer = await SendAsync(method, path, body);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.Contains(Header).ShouldBeFalse();
    }

    [Theory]
    [InlineData("6", "7")]
    [InlineData("7", "7")]
    [InlineData("8", "8")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    public async Task Request_WithARevision_AsksForTheHigherOfItAndWhatTheGatewayHasSeen(string given, string sent)
    {
        Registry.Revision = "7";
        using var before = await SendAsync("GET", Models);

        using var answer = await SendAsync("GET", Models, null, (Header, given), ("Maas-Read", "strong"));
        Registry.Last.Headers.GetAll("maas-revision").Select(entry => entry.Value).ShouldBe([sent]);
        Registry.Last.Header("maas-read").ShouldBe("strong");

        using var after = await SendAsync("GET", Models);
        Registry.Last.Header("maas-revision").ShouldBe("7", "one caller's wish is not another's");
        Registry.Last.Header("maas-read").ShouldBeNull();
    }

    [Theory]
    [InlineData(Header, "soon")]
    [InlineData(Header, "")]
    [InlineData(Header, "-1")]
    [InlineData(Header, "+1")]
    [InlineData(Header, "1, 2")]
    [InlineData(Header, "9223372036854775808")]
    [InlineData("Maas-Read", "")]
    [InlineData("Maas-Read", "Strong")]
    [InlineData("Maas-Read", "eventual")]
    public async Task Request_WithAMalformedHeader_IsRefusedByName(string header, string value)
    {
        using var answer = await SendAsync("GET", Models, null, (header, value));

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain($"\"errors\":{{\"{header}\":[");
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task RevisionThatIsNotReached_IsAProblemThatTellsTheNewest()
    {
        var details = new Google.Rpc.Status
        {
            Code = (int)StatusCode.OutOfRange,
            Message = "Revision 99 is not reached.",
            Details =
            {
                Google.Protobuf.WellKnownTypes.Any.Pack(
                    new ErrorInfo { Type = "REVISION_NOT_REACHED", Domain = "maas", Metadata = { ["newest_revision"] = "7" } }),
            },
        };
        Registry.Throw(details.ToRpcException());

        using var answer = await SendAsync("GET", Models, null, (Header, "99"));

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldEndWith(
            "\"reason\":\"REVISION_NOT_REACHED\",\"metadata\":{\"newest_revision\":\"7\"}}");
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await _gateway!.Http.SendAsync(request, Cancelled).Bounded();
    }
}

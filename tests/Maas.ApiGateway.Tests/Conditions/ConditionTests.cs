using Grpc.Core;
using Maas.ApiGateway.Tests.Running;

namespace Maas.ApiGateway.Tests.Conditions;

public class ConditionTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    private static readonly (string Method, string Below, string? Body)[] Changes =
    [
        ("PUT", "", "{}"),
        ("DELETE", "", null),
        ("PATCH", "/status", """{"status":"ready"}"""),
        ("POST", "/tags", """{"tags":["a"]}"""),
        ("DELETE", "/tags", """{"tags":["a"]}"""),
        ("PUT", "/metadata", """{"metadata":{}}"""),
    ];

    private static readonly (string Header, string Sent)[] Etags =
    [
        ("*", ""),
        ("\"e1\"", "e1"),
        ("\"a,b\"", "a,b"),
        ("\"!#~\"", "!#~"),
        ("W/\"e1\"", "W/\"e1\""),
        ("e1", "\"e1\"\""),
        ("\"\"", "\"\""),
        ("\"e1", "\"e1"),
        ("\"e 1\"", "\"e 1\""),
        ("\"a\" \"b\"", "\"a\" \"b\""),
        ("", "\"\"\""),
    ];

    public static TheoryData<string, string, string?, string, string> Matches()
    {
        var data = new TheoryData<string, string, string?, string, string>();
        foreach (var (method, below, body) in Changes)
        {
            foreach (var (header, sent) in Etags)
            {
                data.Add(method, below, body, header, sent);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Matches))]
    public async Task IfMatch_OnEveryChange_IsSentAsAnEtagOrAsNone(string method, string below, string? body, string header, string sent)
    {
        using var response = await SendAsync(method, $"{Models}/{Id}{below}", body, ("If-Match", header));

        response.IsSuccessStatusCode.ShouldBeTrue();
        EtagOf(Registry.Seen[0].Request).ShouldBe(sent);
    }

    [Theory]
    [InlineData("\"a\", \"b\"")]
    [InlineData("a,b")]
    [InlineData("*, \"a\"")]
    [InlineData("\"a\",")]
    [InlineData("W/\"a\", W/\"b\"")]
    public async Task IfMatch_List_Is400OnEveryChange(string header)
    {
        foreach (var (method, below, body) in Changes.Append(("POST", "", "{}")))
        {
            var path = method == "POST" && below.Length == 0 ? Models : $"{Models}/{Id}{below}";
            using var response = await SendAsync(method, path, body, ("If-Match", header));

            FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["If-Match"]);
        }

        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task IfMatch_GivenTwice_IsAList()
    {
        using var response = await SendAsync("PUT", $"{Models}/{Id}", "{}", ("If-Match", "\"a\""), ("If-Match", "\"b\""));

        await ReadProblemAsync(response, 400, "INVALID_ARGUMENT");
    }

    [Theory]
    [InlineData("\"stale\"", 412)]
    [InlineData("stale", 412)]
    [InlineData("", 412)]
    [InlineData(null, 409)]
    [InlineData("*", 409)]
    public async Task StaleEtag_Is412ForTheHeaderAnd409ForTheBody(string? header, int status)
    {
        Registry.Throw(new RpcException(new Status(StatusCode.Aborted, "The model has changed.")));

        foreach (var (method, below, body) in Changes)
        {
            using var response = await SendAsync(method, $"{Models}/{Id}{below}", body, header is null ? [] : [("If-Match", header)]);

            var problem = await ReadProblemAsync(response, status, "ABORTED");
            problem["detail"]!.GetValue<string>().ShouldBe("The model has changed.");
        }
    }

    [Fact]
    public async Task EtagInBodyAndHeader_Differing_Is400()
    {
        using var response = await SendAsync("PUT", $"{Models}/{Id}", """{"etag":"a"}""", ("If-Match", "\"b\""));

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["etag"]);
        Registry.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("*")]
    public async Task EtagInBodyAndHeader_Agreeing_IsSent(string header)
    {
        using var response = await SendAsync("PUT", $"{Models}/{Id}", """{"etag":"a"}""", ("If-Match", header));

        EtagOf(Registry.Last.Request).ShouldBe("a");
    }

    [Theory]
    [InlineData("\"e1\"")]
    [InlineData("e1")]
    [InlineData("")]
    public async Task Create_WithAnEtagToMatch_Is412(string header)
    {
        using var response = await SendAsync("POST", Models, "{}", ("If-Match", header));

        await ReadProblemAsync(response, 412, "ABORTED");
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_WithAnyEtagToMatch_Creates()
    {
        using var response = await SendAsync("POST", Models, "{}", ("If-Match", "*"));

        ((int)response.StatusCode).ShouldBe(201);
    }

    [Theory]
    [InlineData("\"e1\"", 304)]
    [InlineData("W/\"e1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"x\", \"e1\"", 304)]
    [InlineData("\"x\",W/\"e1\" , \"y\"", 304)]
    [InlineData("\"e2\"", 200)]
    [InlineData("e1", 200)]
    [InlineData("\"x,e1\"", 200)]
    [InlineData("", 200)]
    public async Task IfNoneMatch_CurrentEtag_Is304WithoutABody(string header, int status)
    {
        using var response = await SendAsync("GET", $"{Models}/{Id}", null, ("If-None-Match", header));

        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.ETag!.ToString().ShouldBe("\"e1\"");
        (await response.Content.ReadAsByteArrayAsync(Cancelled)).Length.ShouldBeInRange(status == 304 ? 0 : 1, status == 304 ? 0 : 10_000);
    }

    private static string EtagOf(Google.Protobuf.IMessage request) =>
        (string)request.Descriptor.FindFieldByName("etag").Accessor.GetValue(request);
}

using System.Text;
using Maas.ApiGateway.Tests.Running;
using Maas.Contract;

namespace Maas.ApiGateway.Tests.Models;

public class BodyTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("""{"nmae":"x"}""", "nmae")]
    [InlineData("""{"Name":"x"}""", "Name")]
    [InlineData("""{"isPublic":true}""", "isPublic")]
    [InlineData("""{"request_id":"x"}""", "request_id")]
    [InlineData("""{"etag":"x"}""", "etag")]
    [InlineData("""{"name":"a","name":"b"}""", "name")]
    [InlineData("""{"name":"a","n\u0061me":"b"}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":{}}""", "name")]
    [InlineData("""{"name":["a"]}""", "name")]
    [InlineData("""{"name":true}""", "name")]
    [InlineData("""{"version":1.0}""", "version")]
    [InlineData("""{"tags":"cv"}""", "tags")]
    [InlineData("""{"tags":{"0":"cv"}}""", "tags")]
    [InlineData("""{"tags":["cv",1]}""", "tags")]
    [InlineData("""{"tags":["cv",null]}""", "tags")]
    [InlineData("""{"tags":[["cv"]]}""", "tags")]
    [InlineData("""{"metadata":[]}""", "metadata")]
    [InlineData("""{"metadata":"a"}""", "metadata")]
    [InlineData("""{"metadata":{"a":1}}""", "metadata")]
    [InlineData("""{"metadata":{"a":null}}""", "metadata")]
    [InlineData("""{"metadata":{"a":{"b":"c"}}}""", "metadata")]
    [InlineData("""{"metadata":{"a":"1","a":"2"}}""", "metadata")]
    [InlineData("""{"is_public":"true"}""", "is_public")]
    [InlineData("""{"is_public":1}""", "is_public")]
    [InlineData("""{"size":"1"}""", "size")]
    [InlineData("""{"size":1.5}""", "size")]
    [InlineData("""{"size":9223372036854775808}""", "size")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("""{"name":"\udc00\ud800"}""", "name")]
    [InlineData("""{"tags":["\ud800"]}""", "tags")]
    [InlineData("""{"metadata":{"a":"\ud800"}}""", "metadata")]
    [InlineData("""{"metadata":{"\ud800":"a"}}""", "metadata")]
    [InlineData("""{"\ud800":"a"}""", "body")]
    [InlineData("", "body")]
    [InlineData(" ", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("\"name\"", "body")]
    [InlineData("7", "body")]
    [InlineData("{\"name\":", "body")]
    [InlineData("{\"name\"}", "body")]
    [InlineData("{\"name\":\"a\",}", "body")]
    [InlineData("{\"name\":\"a\"} x", "body")]
    [InlineData("{\"name\":\"a\"}{}", "body")]
    [InlineData("{/* */}", "body")]
    [InlineData("{'name':'a'}", "body")]
    [InlineData("{\"name\":\"a\nb\"}", "body")]
    public async Task Create_BodyOfAnotherShape_NamesTheFieldAndReachesNoRegistry(string body, string field)
    {
        using var response = await SendAsync("POST", Models, body);

        var problem = await ReadProblemAsync(response, 400, "INVALID_ARGUMENT");
        FieldsOf(problem).ShouldBe([field]);
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_ManyFaults_NamesEach()
    {
        using var response = await SendAsync("POST", Models, """{"name":1,"Version":"1","tags":{},"is_public":"x","size":null,"zz":[{}]}""");

        var problem = await ReadProblemAsync(response, 400, "INVALID_ARGUMENT");
        FieldsOf(problem).ShouldBe(["name", "Version", "tags", "is_public", "zz"]);
        problem.ToJsonString().ShouldNotContain("System.");
        problem["detail"]!.GetValue<string>().ShouldContain("zz: is not a key of this body");
    }

    [Fact]
    public async Task Create_ThousandsOfFaults_AnswersABoundedNumber()
    {
        var body = $"{{{string.Join(',', Enumerable.Range(0, 5_000).Select(number => $"\"k{number}\":1"))}}}";

        using var response = await SendAsync("POST", Models, body);

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).Count().ShouldBe(100);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("tags")]
    public async Task Create_InvalidUtf8InAValue_NamesTheField(string field)
    {
        byte[] value = field == "name" ? [(byte)'"', 0xFF, (byte)'"'] : [(byte)'[', (byte)'"', 0xC0, 0x80, (byte)'"', (byte)']'];
        byte[] body = [.. Encoding.UTF8.GetBytes($"{{\"{field}\":"), .. value, (byte)'}'];

        using var response = await SendBytesAsync("POST", Models, body);

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe([field]);
    }

    [Fact]
    public async Task Create_InvalidUtf8InAKey_IsAFaultOfTheBody()
    {
        byte[] body = [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'];

        using var response = await SendBytesAsync("POST", Models, body);

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["body"]);
    }

    [Fact]
    public async Task Create_ByteOrderMarkAndPairsOfSurrogates_AreRead()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{"name":"\ud83d\ude00 é"}"""u8];

        using var response = await SendBytesAsync("POST", Models, body);

        ((int)response.StatusCode).ShouldBe(201);
        ((CreateModelRequest)Registry.Last.Request).Name.ShouldBe("😀 é");
    }

    [Theory]
    [InlineData("PUT", "", """{"version":"2"}""", "version")]
    [InlineData("PUT", "", """{"status":"ready"}""", "status")]
    [InlineData("PUT", "", """{"id":"x"}""", "id")]
    [InlineData("PUT", "", """{"is_public":"x"}""", "is_public")]
    [InlineData("PUT", "", """{"etag":1}""", "etag")]
    [InlineData("PUT", "", "", "body")]
    [InlineData("PATCH", "/status", """{}""", "status")]
    [InlineData("PATCH", "/status", """{"status":null}""", "status")]
    [InlineData("PATCH", "/status", """{"status":1}""", "status")]
    [InlineData("PATCH", "/status", """{"status":"ready","x":1}""", "x")]
    [InlineData("POST", "/tags", """{}""", "tags")]
    [InlineData("POST", "/tags", """{"tags":null}""", "tags")]
    [InlineData("POST", "/tags", """{"tags":"a"}""", "tags")]
    [InlineData("DELETE", "/tags", """{}""", "tags")]
    [InlineData("DELETE", "/tags", """{"tags":[1]}""", "tags")]
    [InlineData("DELETE", "/tags", "", "body")]
    [InlineData("PUT", "/metadata", """{}""", "metadata")]
    [InlineData("PUT", "/metadata", """{"metadata":null}""", "metadata")]
    [InlineData("PUT", "/metadata", """{"metadata":{"a":1}}""", "metadata")]
    public async Task Change_BodyOfAnotherShape_NamesTheFieldAndReachesNoRegistry(string method, string below, string body, string field)
    {
        using var response = await SendAsync(method, $"{Models}/{Id}{below}", body);

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe([field]);
        Registry.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("json")]
    public async Task Create_AnotherContentType_Is415(string type)
    {
        using var response = await SendAsync("POST", Models, "{}", ("Content-Type", type));

        await ReadProblemAsync(response, 415, "INVALID_ARGUMENT");
        Registry.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON;charset=UTF-8")]
    public async Task Create_JsonInUtf8_IsTaken(string type)
    {
        using var response = await SendAsync("POST", Models, "{}", ("Content-Type", type));

        ((int)response.StatusCode).ShouldBe(201);
    }

    [Fact]
    public async Task Create_EncodedBody_Is415()
    {
        using var response = await SendAsync("POST", Models, "{}", ("Content-Encoding", "gzip"));

        await ReadProblemAsync(response, 415, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task Create_NoBodyAndNoType_Is400()
    {
        using var response = await SendAsync("POST", Models);

        FieldsOf(await ReadProblemAsync(response, 400, "INVALID_ARGUMENT")).ShouldBe(["body"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_BodyOverTheLimit_Is413(bool chunked)
    {
        var body = $$"""{"description":"{{new string('x', 4 * 1024 * 1024)}}"}""";

        using var response = await SendAsync("POST", Models, body, chunked ? [("Transfer-Encoding", "chunked")] : []);

        await ReadProblemAsync(response, 413, "RESOURCE_EXHAUSTED");
        Registry.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_BodyAtTheLimit_IsTaken()
    {
        const string Frame = """{"description":""}""";
        var body = Frame.Insert(Frame.Length - 2, new string('x', (1024 * 1024) - Frame.Length));

        using var response = await SendAsync("POST", Models, body);

        ((int)response.StatusCode).ShouldBe(201);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Maas.SystemTests;

/// <summary>REST calls with a JSON body as text, so that a test says exactly what it sends.</summary>
internal static class Json
{
    public static async Task<RestReply> SendJsonAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        return await client.SendBytesAsync(method, path, content, headers);
    }

    public static async Task<RestReply> SendBytesAsync(
        this HttpClient client, HttpMethod method, string path, ByteArrayContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        content?.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var reply = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new RestReply((int)reply.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, reply.Headers);
    }

    public static string NewModel(string name, string version = "1.0.0") =>
        $$$"""{"name":"{{{name}}}","version":"{{{version}}}","framework":"pytorch","tags":["cv"],"metadata":{"source":"demo"}}""";
}

using System.Text;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Web;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>gRPC-Web calls of every kind: over HTTP/1.1 or HTTP/2, in binary or text.</summary>
internal static class WebCalls
{
    public const string Binary = "application/grpc-web+proto";
    public const string Text = "application/grpc-web-text+proto";

    /// <summary>The version of HTTP, and the content type.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        { "1.1", Binary },
        { "1.1", Text },
        { "2.0", Binary },
        { "2.0", Text },
    };

    public static bool IsText(string contentType) => contentType.Contains("text", StringComparison.Ordinal);

    public static Task<RunningServer> StartAsync(string http, Action<GrpcServiceOptions>? options = null, GrpcWebOptions? web = null) =>
        RunningServer.StartAsync(
            options,
            map: app => app.UseGrpcWeb(web ?? new GrpcWebOptions { DefaultEnabled = true }),
            protocols: Protocols(http));

    public static HttpProtocols Protocols(string http) => http == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1;

    /// <summary>Posts a body of gRPC frames, as base64 where the content type says so.</summary>
    public static async Task<WebReplies> PostWebAsync(
        this RawClient raw,
        string http,
        string contentType,
        byte[] frames,
        string path = "/echo.Echo/Say",
        params (string Name, string Value)[] headers) =>
        WebReplies.Of(await raw.PostAsync(
            IsText(contentType) ? ToText(frames) : frames, path, contentType, version: Version.Parse(http), headers: headers));

    public static byte[] ToText(byte[] frames) => Encoding.ASCII.GetBytes(Convert.ToBase64String(frames));

    public static string[] Texts(this WebReplies reply) => [.. reply.Messages.Select(message => Words.Parser.ParseFrom(message).Text)];

    /// <summary>A request whose reply is read as it comes.</summary>
    public static HttpRequestMessage Request(Uri address, string http, string contentType, byte[] frames, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = Version.Parse(http),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(IsText(contentType) ? ToText(frames) : frames),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        return request;
    }
}

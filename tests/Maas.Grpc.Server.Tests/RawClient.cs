using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Maas.Grpc.Server.Tests;

/// <summary>Posts any bytes with any headers over HTTP/2.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());

    public static byte[] Frame(byte flag, uint declaredLength, params byte[] body)
    {
        var frame = new byte[5 + body.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), declaredLength);
        body.CopyTo(frame, 5);
        return frame;
    }

    public async Task<RawReply> PostAsync(
        byte[] body,
        string path = "/echo.Echo/Say",
        string? contentType = "application/grpc",
        HttpMethod? method = null,
        Version? version = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, new Uri(address, path));
        request.Version = version ?? HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken).Bounded();
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken).Bounded();
        return new RawReply((int)response.StatusCode, Flat(response.Headers, response.Content.Headers), bytes, Flat(response.TrailingHeaders));
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> Flat(params HttpHeaders[] headers) =>
        headers.SelectMany(all => all.NonValidated).ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}

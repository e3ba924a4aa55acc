using System.Net.Sockets;
using System.Text;
using Maas.ApiGateway.Tests.Running;

namespace Maas.ApiGateway.Tests.Calls;

/// <summary>Headers on lines of their own, which HttpClient would join.</summary>
public class RepeatedHeaderTests(GatewayFixture fixture) : GatewayTests(fixture), IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("Idempotency-Key: a", "Idempotency-Key: b", 400)]
    [InlineData("Grpc-Timeout: 1S", "Grpc-Timeout: 2S", 400)]
    [InlineData("If-Match: \"a\"", "If-Match: \"b\"", 400)]
    [InlineData("If-Match: *", "If-Match: \"b\"", 400)]
    [InlineData("Authorization: Bearer a", "Authorization: Bearer b", 400)]
    [InlineData("Origin: http://127.0.0.1", "Origin: http://evil.example", 403)]
    [InlineData("X-Request-ID: a", "X-Request-ID: b", 201)]
    public async Task Create_WithAHeaderTwice_TakesNeither(string first, string second, int status)
    {
        using var connection = new TcpClient();
        var address = Gateway.Http.BaseAddress!;
        await connection.ConnectAsync(address.Host, address.Port, Cancelled);
        var request = $"POST {Models} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n{first}\r\n{second}\r\n\r\n{{}}";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancelled);

        using var reader = new StreamReader(connection.GetStream());
        var answer = await reader.ReadToEndAsync(Cancelled);

        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        Registry.Seen.Count.ShouldBe(status == 201 ? 1 : 0);
    }
}

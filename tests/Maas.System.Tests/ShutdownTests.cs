using System.Net.Sockets;
using System.Text;
using Maas.Testing;

namespace Maas.SystemTests;

public class ShutdownTests
{
    [Fact]
    public async Task SigTerm_WithACallInFlight_LetsItFinishAndExitsWith0()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningSystem.ServeAsync(folder.Path);
        var address = service.AddressOf("REST");
        var body = Json.NewModel("drained");

        using var slow = await ConnectAsync(address);
        await SendAsync(slow, $"POST /api/v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {body.Length}\r\n\r\n");
        // 100 Continue says that the call has begun.
        (await ReadAsync(slow)).ShouldStartWith("HTTP/1.1 100 ");

        service.Terminate();
        await WaitUntilRefusedAsync(address);
        await SendAsync(slow, body);

        (await ReadAsync(slow)).ShouldStartWith("HTTP/1.1 201 ");
        (await service.WaitForExitAsync()).ShouldBe(0);
        service.LoggedErrors.ShouldBeEmpty();
    }

    [Fact]
    public async Task SigTerm_ACallThatNeverEnds_IsCutOffAfterTheShutdownTimeout()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningSystem.ServeAsync(folder.Path, "--shutdown-timeout", "200ms");

        using var stuck = await ConnectAsync(service.AddressOf("REST"));
        await SendAsync(stuck, "POST /api/v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
        (await ReadAsync(stuck)).ShouldStartWith("HTTP/1.1 100 ");
        service.Terminate();

        (await service.WaitForExitAsync()).ShouldBe(0);
    }

    private static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
    }

    // The listener closes once draining has begun; connecting until then is the only way to see it from outside.
    private static async Task WaitUntilRefusedAsync(Uri address)
    {
        while (true)
        {
            try
            {
                (await ConnectAsync(address)).Dispose();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}

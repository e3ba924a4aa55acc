using System.Net;
using System.Net.Sockets;

namespace Maas.History.Faults;

/// <summary>One connection through a proxy.</summary>
internal sealed class ProxiedConnection(Socket client, Gate toTarget, Gate fromTarget)
{
    private const int BufferBytes = 64 * 1024;

    private readonly TaskCompletionSource _reset = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Carries bytes until one of the two ends, or is reset: then both are reset.</summary>
    public async Task RelayAsync(int port, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task[] copying = [];
        try
        {
            if (port != 0)
            {
                await target.ConnectAsync(IPAddress.Loopback, port, end.Token);
                copying = [CopyAsync(client, target, toTarget, end.Token), CopyAsync(target, client, fromTarget, end.Token)];
                await Task.WhenAny([_reset.Task, .. copying]);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The target is down: the client learns it as a reset.
        }

        Abort(client);
        Abort(target);
        await end.CancelAsync();
        await Task.WhenAll(copying);
    }

    public void Reset() => _reset.TrySetResult();

    private static async Task CopyAsync(Socket from, Socket to, Gate gate, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                await gate.PassAsync(cancellationToken);
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken);
                }
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either way this direction is at its end.
        }
    }

    // Zero seconds to linger make it a reset.
    private static void Abort(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}

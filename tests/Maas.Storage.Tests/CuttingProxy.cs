using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Maas.Storage.Tests;

/// <summary>Stands between a store and its server, and cuts the connection at the worst moment: when the commit is made and not yet answered.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    // The server's answer to a COMMIT: https://www.postgresql.org/docs/current/protocol-message-formats.html, CommandComplete.
    private static readonly byte[] Committed = Encoding.ASCII.GetBytes("COMMIT\0");

    private static readonly byte[] Listen = Encoding.ASCII.GetBytes("LISTEN ");

    // BackendKeyData with its length; the process id follows.
    private static readonly byte[] KeyData = [(byte)'K', 0, 0, 0, 12];

    private readonly TaskCompletionSource _listened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private int _cutsLeft;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether connections are ended at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>Whether <see cref="Refuses"/> is set with the next cut.</summary>
    public bool RefusesAfterCut { get; set; }

    /// <summary>Whether sessions get process ids that are not the server's, as from a pooler.</summary>
    public bool GivesItsOwnIds { get; init; }

    /// <summary>Ends when a session has asked for notifications.</summary>
    public Task Listened => _listened.Task;

    public int Cuts { get; private set; }

    public void CutNextCommit() => Interlocked.Increment(ref _cutsLeft);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            if (Refuses)
            {
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _closing.Token);
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream(), isAnswer: false),
                CopyAsync(server.GetStream(), client.GetStream(), isAnswer: true));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _closing.Token) is var count and > 0)
            {
                if (isAnswer && IsToBeCut(buffer.AsSpan(0, count)))
                {
                    return;
                }

                if (isAnswer && GivesItsOwnIds)
                {
                    GiveItsOwnId(buffer.AsSpan(0, count));
                }

                if (!isAnswer && buffer.AsSpan(0, count).IndexOf(Listen) >= 0)
                {
                    _listened.TrySetResult();
                }

                await to.WriteAsync(buffer.AsMemory(0, count), _closing.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone: the connection ends.
        }
    }

    private static void GiveItsOwnId(Span<byte> answer)
    {
        if (answer.IndexOf(KeyData) is var start and >= 0 && start + KeyData.Length < answer.Length)
        {
            answer[start + KeyData.Length] ^= 1;
        }
    }

    private bool IsToBeCut(ReadOnlySpan<byte> answer)
    {
        if (Volatile.Read(ref _cutsLeft) == 0 || answer.IndexOf(Committed) < 0)
        {
            return false;
        }

        Interlocked.Decrement(ref _cutsLeft);
        Cuts++;
        Refuses |= RefusesAfterCut;
        return true;
    }
}

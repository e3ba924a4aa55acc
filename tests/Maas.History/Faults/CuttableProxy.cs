using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Maas.History.Faults;

/// <summary>
/// A TCP proxy on a port of its own that can cut what goes through it, or hold it up in either direction. Where its target is
/// changes with each start of the target; its own port stays the same.
/// </summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile int _target;

    public CuttableProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The port that connections go to from now on; 0 refuses them.</summary>
    public int Target
    {
        get => _target;
        set => _target = value;
    }

    /// <summary>What goes to the target.</summary>
    public Gate ToTarget { get; } = new();

    /// <summary>What comes from the target.</summary>
    public Gate FromTarget { get; } = new();

    /// <summary>Resets all connections that there are.</summary>
    /// <returns>How many.</returns>
    public int Cut()
    {
        var connections = _connections.Keys.ToArray();
        foreach (var connection in connections)
        {
            connection.Reset();
        }

        return connections.Length;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Begin(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException) when (!_end.IsCancellationRequested)
            {
                // The client went before it was accepted.
            }
        }
    }

    private void Begin(Socket client)
    {
        var connection = new ProxiedConnection(client, ToTarget, FromTarget);
        var relayed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = relayed.Task;
        _ = RelayAsync(connection, relayed);
    }

    private async Task RelayAsync(ProxiedConnection connection, TaskCompletionSource relayed)
    {
        try
        {
            await connection.RelayAsync(_target, _end.Token);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            relayed.SetResult();
        }
    }
}

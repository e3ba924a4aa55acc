using System.Net.Sockets;

namespace Maas.Grpc.Client.Balancing;

/// <summary>A connection without TLS.</summary>
internal sealed class PlainConnection(Socket socket) : NetworkStream(socket, ownsSocket: true), IOpenedConnection
{
    private Action? _closed;
    private bool _isRead;
    private bool _isWritten;

    public bool IsAlive => !(Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && Socket.Available == 0);

    public Opening Opening { get; } = new();

    public Action? Closed
    {
        get => _closed;
        set => _closed = value;
    }

    public ValueTask<int> ReadDirectlyAsync(Memory<byte> buffer, CancellationToken cancellationToken) => base.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteDirectlyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => base.WriteAsync(bytes, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isRead ? base.ReadAsync(buffer, cancellationToken) : ReadOpeningAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isWritten)
        {
            buffer = Opening.WithoutPreface(buffer, out _isWritten);
        }

        return base.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Interlocked.Exchange(ref _closed, null)?.Invoke();
    }

    private async ValueTask<int> ReadOpeningAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await Opening.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _isRead = Opening.IsOver();
        return count > 0 || buffer.Length == 0 ? count : await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }
}

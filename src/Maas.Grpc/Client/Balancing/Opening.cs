using System.Buffers.Binary;

namespace Maas.Grpc.Client.Balancing;

/// <summary>
/// The first bytes of a connection, each way, which are exchanged here before the handler has the connection: a server that answers
/// the preface with its settings is one that serves, where one that only accepts may be dying, or none. The handler then writes a
/// preface of its own, which is left out, and reads what was read here first.
/// </summary>
internal sealed class Opening
{
    private const int HeadSize = 9;
    private const byte SettingsType = 4;

    private static readonly ReadOnlyMemory<byte> Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly Lock _lock = new();
    private readonly byte[] _read = new byte[4096];
    private int _start;
    private int _end;
    private int _prefaceLeft = Preface.Length;
    private bool _isTaken;
    private Task _watch = Task.CompletedTask;

    /// <summary>Says the preface and waits for the server's settings.</summary>
    /// <exception cref="ConnectFailedException">The server closed the connection, or said something else.</exception>
    public async Task ExchangeAsync(IOpenedConnection connection, CancellationToken cancellationToken)
    {
        await connection.WriteDirectlyAsync(Preface, cancellationToken).ConfigureAwait(false);
        while (_end < HeadSize)
        {
            var count = await connection.ReadDirectlyAsync(_read.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += count > 0 ? count : throw new ConnectFailedException("the server closed the connection before it said anything");
        }

        if (_read[3] != SettingsType || BinaryPrimitives.ReadInt32BigEndian(_read.AsSpan(5)) != 0)
        {
            throw new ConnectFailedException("the server does not speak HTTP/2");
        }
    }

    /// <summary>Reads on until the connection is taken, to notice when it ends before; then <paramref name="ended"/> is called.</summary>
    public void Watch(IOpenedConnection connection, Action ended) => _watch = WatchAsync(connection, ended);

    /// <summary>Stops the watch: what it reads now is the first that the handler gets.</summary>
    public void Take()
    {
        lock (_lock)
        {
            _isTaken = true;
        }
    }

    /// <summary>What has been read here and not yet by the handler; 0 once there is nothing more.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!HasBytes())
        {
            await _watch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            var count = Math.Min(buffer.Length, _end - _start);
            _read.AsSpan(_start, count).CopyTo(buffer.Span);
            _start += count;
            return count;
        }
    }

    /// <summary>Whether the handler has read all that was read here.</summary>
    public bool IsOver() => _watch.IsCompleted && !HasBytes();

    /// <summary>What is left of bytes to write once the preface has been taken away.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isOver">Whether nothing more is to be taken away.</param>
    public ReadOnlyMemory<byte> WithoutPreface(ReadOnlyMemory<byte> bytes, out bool isOver)
    {
        var count = Math.Min(_prefaceLeft, bytes.Length);
        _prefaceLeft -= count;
        isOver = _prefaceLeft == 0;
        return bytes[count..];
    }

    private bool HasBytes()
    {
        lock (_lock)
        {
            return _start < _end;
        }
    }

    private async Task WatchAsync(IOpenedConnection connection, Action ended)
    {
        try
        {
            int count;
            do
            {
                // Only what is written here changes the end, and that is this loop alone.
                if (_end == _read.Length)
                {
                    return;
                }

                count = await connection.ReadDirectlyAsync(_read.AsMemory(_end), CancellationToken.None).ConfigureAwait(false);
            }
            while (GoesOn(count));

            if (count > 0)
            {
                return;
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It is over, which the next read tells the handler too.
        }

        ended();
    }

    private bool GoesOn(int count)
    {
        lock (_lock)
        {
            _end += count;
            return count > 0 && !_isTaken;
        }
    }
}
